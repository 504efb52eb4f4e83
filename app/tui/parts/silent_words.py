"""How a bar says that an action is silent."""

from typing import TYPE_CHECKING

from app.stuck.words import silent_text, usual_text
from app.view import Tone
from widgets.bars.bar import Part

if TYPE_CHECKING:  # Until an action is seen that runs, nobody needs it.
    from app.stuck.silence import Silence


def silent_parts(silence: "Silence | None", now: float) -> list[Part]:
    """What a bar says of an action that is silent; nothing of one that is not."""
    if silence is None:
        return []
    return [
        Part(silent_text(silence, now), Tone.WARN, strong=True),
        Part(usual_text(silence.usual), Tone.MUTED, rank=2),
    ]
