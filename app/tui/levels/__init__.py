"""The screen of one place: its list, what is inside the selected row, what keys do."""
