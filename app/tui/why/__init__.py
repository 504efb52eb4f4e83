"""The screen that says why something failed."""
