"""A log that can be followed, searched, filtered and marked, however long it is."""
