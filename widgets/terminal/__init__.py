"""What a terminal is sent: only what looks different, no faster than it reads."""
