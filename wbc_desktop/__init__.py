"""WBC Desktop: review of white-blood-cell images with a ResNet50-CBAM network."""
