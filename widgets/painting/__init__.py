"""Widgets that are painted line by line, and only where they look different."""
