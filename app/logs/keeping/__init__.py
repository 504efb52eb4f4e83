"""The lines of a log that were read so far, kept in memory and on the disk."""
