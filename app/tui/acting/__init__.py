"""Doing something with rows: what can be done, whether it is meant, what became of it."""
