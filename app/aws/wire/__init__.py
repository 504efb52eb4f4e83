"""What goes over the wire: models, answers parsed, errors translated."""
