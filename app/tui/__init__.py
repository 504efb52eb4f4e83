"""The terminal application: the only place where the core and Textual meet."""

import os

# How often Textual looks what to paint once something has changed, which it does after one to two
# such periods; what a key does takes two or three looks, and how often anything is sent is for the
# application to say. Textual reads it as it is imported.
os.environ.setdefault("TEXTUAL_FPS", "250")
