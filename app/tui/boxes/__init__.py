"""Boxes that lie over a screen: choices, columns, details, help."""
