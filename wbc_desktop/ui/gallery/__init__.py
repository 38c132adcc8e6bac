"""Grid, delegates, grouping, filters and drag and drop."""
