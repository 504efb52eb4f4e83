"""Running actions that say nothing any more, although others of their kind were done long ago."""
