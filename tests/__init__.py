"""The tests of farmtop."""
