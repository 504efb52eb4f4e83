"""Views of lines that scroll, grow and fold under headings, whatever the lines are."""
