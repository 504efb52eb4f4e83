"""Where to a log is saved, as one asks for it in the prompt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import NotFoundError
from app.lines import Lines, Splice
from app.logs.files.line_text import SaveForm
from app.logs.files.saving import Saving, default_name
from app.view import count_text, plain


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be saved, and where."""

    path: Path
    form: SaveForm
    overwrite: bool
    """Whether the user wants what is there to be lost."""


class SaveQuestion:
    """Asks for a file. One that there is already is overwritten when it is given twice."""

    def __init__(
        self, offer: Callable[[], str], what: Callable[[], str], save: Callable[[Order], object]
    ) -> None:
        """`offer` is the name to begin with, `what` says what is saved, `save` saves it."""
        self._offer = offer
        self._what = what
        self._save = save
        self._warned_of: Path | None = None

    @property
    def sign(self) -> str:
        """What is saved."""
        return f"save {self._what()} to"

    def begin(self) -> str:
        """Begin with the name that is offered."""
        self._warned_of = None
        return self._offer()

    def typed(self, text: str) -> str:  # noqa: ARG002 - the protocol's
        """Nothing yet."""
        return ""

    def answered(self, text: str) -> str:
        """Save it there, unless something is there that would be lost."""
        if not text.strip():
            return "Give it a name."
        path = Path(text.strip()).expanduser()
        if path.is_dir():
            return "That is a folder."
        exists = path.exists()
        if exists and self._warned_of != path:
            self._warned_of = path
            return "There is such a file: Enter again overwrites it."
        self._save(Order(path, form_of(path), overwrite=exists))
        return ""

    def withdrawn(self) -> None:
        """Nothing has been saved."""


class Savings:
    """What is being saved of a log, while its lines go on changing."""

    def __init__(self) -> None:
        self._under_way: dict[int, Saving] = {}
        """By the identity of their orders: one may be given twice."""

    async def save(
        self,
        lines: Lines | None,
        order: Order,
        numbers: Iterable[range] | None,
        labels: Sequence[str],
    ) -> int:
        """Save lines: those with these numbers, or all that are loaded.

        How many they were. Raises FarmtopError, also where there is no log yet.
        """
        if lines is None:
            raise NotFoundError("There is no log yet.")
        saving = Saving(
            lines, order.path, order.form, numbers, labels=labels, overwrite=order.overwrite
        )
        self._under_way[id(order)] = saving
        try:
            return await saving.run()
        finally:
            del self._under_way[id(order)]

    def splice(self, change: Splice) -> None:
        """The lines have changed."""
        for saving in self._under_way.values():
            saving.splice(change)

    def words(self, order: Order) -> str:
        """How much of it is saved; empty while nothing is written."""
        if (saving := self._under_way.get(id(order))) is None:
            return ""
        return f"saving, {saving.saved:,} of {count_text(saving.total, 'line')}"


def form_of(path: Path) -> SaveForm:
    """How the ending of a file's name says that it is written."""
    return SaveForm.JSON if path.suffix.lower() == ".jsonl" else SaveForm.TIMED


def offered_name(job: str, session: str, now: float) -> str:
    """A name that nothing has yet where one is; `now` is in seconds since the epoch."""
    return default_name(job, session, now, SaveForm.TIMED)


def saved_text(count: int, path: Path) -> str:
    """What is told once it is saved."""
    return plain(f"Saved {count_text(count, 'line')} to {path}")
