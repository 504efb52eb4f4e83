"""Reading a log for what stands out in it: errors, sections, progress."""
