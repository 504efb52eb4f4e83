"""Measurements that are made by hand; each file says how it is run."""
