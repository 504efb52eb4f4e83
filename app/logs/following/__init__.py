"""Following a log as it grows: what is read when, and what is new of it."""
