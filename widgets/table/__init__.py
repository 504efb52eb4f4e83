"""A table of rows that refreshes without moving: filtered, sorted, selected, marked."""
