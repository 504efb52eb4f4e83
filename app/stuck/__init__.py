"""Running actions that say nothing any more, although others of their kind were done long ago."""

from app.stuck.kin import Kin, Usual
from app.stuck.silence import Heard, Silence
from app.stuck.silences import Silences
from app.stuck.suspects import Suspect

__all__ = ["Heard", "Kin", "Silence", "Silences", "Suspect", "Usual"]
