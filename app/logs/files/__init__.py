"""Logs in files of this machine: saving them, and reading those that were saved."""
