"""Lines about a screen: what it says, its keys, its prompt."""
