"""The screen of a timeline: who did what when."""
