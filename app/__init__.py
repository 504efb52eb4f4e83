"""farmtop: a terminal monitor for AWS Deadline Cloud render farms."""

__version__ = "0.1.0"
