"""A log on the screen: found, followed, read back, searched and saved to a file."""
