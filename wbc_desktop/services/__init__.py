"""What the program can do: one plain function or class per act; no Qt."""
