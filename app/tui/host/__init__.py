"""The screen of a worker's machine: its figures over time."""
