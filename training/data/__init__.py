"""Manifests, splits, data sets and augmentation."""
