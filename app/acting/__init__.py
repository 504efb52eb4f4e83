"""Doing what a user has asked for and confirmed, with a line in the audit trail about each."""

from app.acting.audit import AuditTrail, Author, trail_file
from app.acting.change import Answer, Change, Outcome, Target
from app.acting.errand import Errand

__all__ = [
    "Answer",
    "AuditTrail",
    "Author",
    "Change",
    "Errand",
    "Outcome",
    "Target",
    "trail_file",
]
