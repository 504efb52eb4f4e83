"""Figures and bars over time."""
