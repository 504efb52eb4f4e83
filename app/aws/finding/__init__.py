"""Finding the thing that an address means: by its id, or by names."""
