"""Every level of every service, declared once."""
