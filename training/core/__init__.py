"""What prediction and training share: classes, images, preprocessing, the network, the model file, prediction."""
