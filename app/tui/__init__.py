"""The terminal application: the only place where the core and Textual meet."""

import os

# How soon after a change Textual looks what to paint; how often it is sent is for the application
# to say. Textual reads it as it is imported.
os.environ.setdefault("TEXTUAL_FPS", "120")
