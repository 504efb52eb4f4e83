"""The log of a worker: made readable, followed, and its host's figures taken out of it."""
