"""What has come of the making and changing of a job or a step, whatever its tasks do."""

from app.resources import fields
from app.resources.level import Field, Item
from app.view import AnyCell, Cell, Tone

MESSAGE = "lifecycleStatusMessage"
"""The member, and the column, in which the service says how it went."""

FAILED = frozenset({"CREATE_FAILED", "UPLOAD_FAILED", "UPDATE_FAILED"})
"""Lifecycle words under which the message says what is the matter, and not that all is well."""


def message() -> Field:
    """Why a job or a step could not be made or changed, where that is so."""
    told = fields.text(MESSAGE, "MESSAGE", 24, tone=Tone.BAD, prose=True)

    def cell(item: Item) -> AnyCell:
        return told.cell(item) if item.get("lifecycleStatus") in FAILED else Cell()

    return Field(told.column, cell, (MESSAGE, "lifecycleStatus"))
