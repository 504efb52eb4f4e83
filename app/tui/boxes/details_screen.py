"""Every field of one item, also those that no column shows."""

from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.aws.pacing.priority import Priority, asking
from app.aws.reading.items import get_item
from app.errors import FarmtopError
from app.resources.budgets import dollars_text
from app.resources.level import Item, Place
from app.stuck.words import silent_lines
from app.tui.boxes.field_lines import FieldLines
from app.tui.boxes.overlay import Overlay
from app.tui.connection.link import Link
from app.tui.keyboard.actions import Scope, bindings
from app.tui.keyboard.active_keys import UNNOTICED
from app.tui.parts.standing import FarmScreen, Standing, looking_at
from app.view import DASH, GLYPHS, Tone, plain
from widgets.terminal.delay import call_after

DOLLARS = ("approximateDollarLimit", "approximateDollarUsage")
"""The members whose numbers are US dollars."""


def flat(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of an API structure, each under its path: `hostProperties.hostName`."""
    if isinstance(value, Mapping) and value:
        for member, inner in value.items():
            yield from flat(inner, f"{name}.{member}" if name else str(member))
    elif isinstance(value, list | tuple) and value:
        for position, inner in enumerate(value):
            yield from flat(inner, f"{name}[{position}]")
    else:
        yield plain(name), _leaf(name, value)


def _leaf(name: str, value: Any) -> str:
    if isinstance(value, int | float) and name.endswith(DOLLARS):
        return dollars_text(value)
    if value is None or value in ({}, [], ""):
        return DASH
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M:%S %Z}"
    text = str(value)
    if "\n" not in text.strip():
        return plain(text)
    return "\n".join(map(plain, text.replace("\r\n", "\n").split("\n")))


class DetailsScreen(Overlay, FarmScreen):
    """What the Get operation says of an item; until it answers, what the list said."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DETAILS, Scope.FARM)]

    def __init__(self, place: Place, item: Item, link: Link) -> None:
        super().__init__()
        self._place = place
        self._item = item
        self._link = link

    def stand(self) -> Standing:
        """On the item."""
        return looking_at(self._place, self._item)

    @contextmanager
    def waiting_for(self, words: str) -> Iterator[None]:
        """Somebody waits in here for where a key leads: that is told above the fields, unless it is
        known at once."""
        waiting = f"{GLYPHS[Tone.WAITING]} {words}"
        telling = call_after(self, UNNOTICED, partial(self._say, waiting))
        try:
            yield
        finally:
            telling.cancel()
            self._say("")

    def wait_no_more(self) -> None:
        """Nobody waits here any more."""
        self._say("")

    def _say(self, waiting: str) -> None:
        """Say what somebody waits for; nothing where that is empty."""
        if self.is_attached:
            line = self.query_one("#details-waiting", Static)
            line.update(waiting)
            line.display = bool(waiting)

    def inside(self) -> ComposeResult:
        """A title, a word about what went wrong or is waited for, and the fields."""
        yield Static(self._title(), classes="heading", markup=False)
        if silence := self._link.silence_of(self._item[self._place.level.key]):
            words = silent_lines(silence, self._link.clock())
            yield Static(words, id="details-silence", markup=False)
        yield Static("", id="details-words", markup=False)
        yield Static("", id="details-waiting", markup=False)
        yield Static(id="details-fields")

    def on_mount(self) -> None:
        """Show what is known, and ask for the whole item."""
        self._show()
        self._ask()

    @work(exclusive=True)
    async def _ask(self) -> None:
        key = self._item[self._place.level.key]
        try:
            service = await self._link.service()
            with asking(Priority.ASKED):
                self._item = await get_item(service, self._place, key, self._item)
        except FarmtopError as error:
            words = f"{GLYPHS[Tone.BAD]} {error}\nThese are the fields that the list has."
            self.query_one("#details-words", Static).update(words)
            return
        self._show()

    def _title(self) -> str:
        level = self._place.level
        return f"{level.noun.capitalize()} {level.label(self._item)}"

    def _show(self) -> None:
        fields = tuple(flat(self._item))
        told = {value for _, value in fields}
        named = tuple((name, self._with_name(value, told)) for name, value in fields)
        self.query_one("#details-fields", Static).update(FieldLines(named))

    def _with_name(self, value: str, told: Container[str]) -> str:
        """A value; behind an id what it stands for, where that is known and not among the told."""
        name = self._link.names.of(value)
        return value if name is None or name in told else f"{value}  {name}"

    def action_copy(self) -> None:
        """Copy all fields."""
        fields = (f"{name}: {value}" for name, value in flat(self._item))
        self.app.copy_to_clipboard("\n".join(fields))
        self.notify("Copied every field.")
