"""The connection that all screens share, and what is remembered along with it."""
