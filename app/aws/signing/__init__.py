"""Whose credentials sign a request: the user's own, or those of a read role."""
