"""Where the log of something is: its group, its stream, and which part of it."""
