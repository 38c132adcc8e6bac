"""The main window, its commands and menus, status bar, banner, start-up and translations."""
