"""What every screen is made of: its header, its panes, its words, what it refuses."""
