"""Where log lines come from and how they are kept in order."""
