"""The only door to training.core: loads a model, feeds it, yields predictions and heatmaps."""
