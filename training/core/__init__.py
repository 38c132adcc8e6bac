"""Shared by prediction and training: classes, images, preprocessing, network, model file, prediction."""
