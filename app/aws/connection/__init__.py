"""One AWS session and everything that is asked of it."""
