"""Training and the shared model core of WBC Desktop; runs on a bare GPU machine."""
