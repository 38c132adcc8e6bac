"""Picture, heatmap controls, class rows, comparison, comments, history and full screen."""
