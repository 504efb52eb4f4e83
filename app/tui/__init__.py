"""The terminal application: the only place where the core and Textual meet."""
