"""What the service tells of items: pages, details, names."""
