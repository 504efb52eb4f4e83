"""What farmtop's applications do with their terminal: colours, keys, the way out."""
