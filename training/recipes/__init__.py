"""What wbc-train can do: fit, evaluate, publish."""
