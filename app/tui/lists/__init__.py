"""A list of a level's items that keeps itself fresh, its prompt, and the overview."""
