"""Why something failed: what is looked at, what that says, and the proof."""
