"""Several logs as one, in the order of their times."""
