"""What runs when PyInstaller builds the program, and the program that it makes."""
