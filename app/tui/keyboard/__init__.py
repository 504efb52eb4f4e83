"""Which keys there are: their table, how they are written, which work where one is."""
