"""The prompt that asks where to go, at the foot of whatever screen one is on."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.message import Message
from textual.screen import Screen

from app.aws.finding.elsewhere import minding_region
from app.errors import FarmtopError
from app.tui.connection.link import Link
from app.tui.going.goto import Destination, destination, suggestions
from app.tui.going.kept_places import KeptPlaces
from app.tui.going.known_things import Known, known_things
from app.tui.levels.level_screen import LevelScreen
from app.tui.lists.listed import Listed, listed_on
from app.tui.parts.standing import FarmScreen, Standing
from widgets.bars.prompt import Prompt

if TYPE_CHECKING:
    from textual.widget import Widget

HINT = "level, id, farm/queue/job, farm/fleet/worker, name, URL; → completes"
"""What one can go to."""


class GotoPrompt(Prompt):
    """Asks where to go. It stays on its screen from when it is first asked for."""

    class Found(Message):
        """Where the user wants to go has been found."""

        def __init__(self, screen: Screen[Any], destination: Destination) -> None:
            super().__init__()
            self.screen = screen
            """From where."""
            self.destination = destination

    def __init__(
        self,
        link: Link,
        stand: Callable[[], Standing | None],
        listed: Callable[[], Iterable[Listed]],
    ) -> None:
        """`stand` tells from where one goes, `listed` what can be gone to by its name."""
        super().__init__()
        self._link = link
        self._stand = stand
        self._listed = listed
        self._before: Widget | None = None
        """What had the keys."""

    def ask_goto(self) -> None:
        """Ask where to go."""
        if (standing := self._stand()) is None:
            return
        self._before = self.screen.focused
        known = suggestions(standing.place, standing.key, self._known(standing))
        self.ask("goto", ":", suggestions=known, hint=HINT)

    def _known(self, standing: Standing) -> Known:
        """What is on the screen, and where one is and has been."""
        places = [standing.place, *self._link.history.places]
        return known_things(places, self._link.name, list(self._listed()))

    @on(Prompt.Changed)
    def _typed_on(self, event: Prompt.Changed) -> None:
        if event.text == self.text:  # else it was typed further meanwhile
            self._stay()
            self.complain("")

    @on(Prompt.Submitted)
    def _answer(self, event: Prompt.Submitted) -> None:
        self._travel(event.text)
        self.complain("Looking …")

    @on(Prompt.Cancelled)
    def _withdraw(self) -> None:
        self._stay()
        self.screen.set_focus(self._before)

    @on(Prompt.Left)
    def _stay(self) -> None:
        self.workers.cancel_group(self, "goto")

    @work(exclusive=True, group="goto")
    async def _travel(self, text: str) -> None:
        """Find where `text` leads; say why not where that cannot be."""
        try:
            service = await self._link.service()
            if (standing := self._stand()) is None:
                return
            known, visited = self._known(standing), KeptPlaces(self._link).visited()
            with minding_region(text, service.region_of):
                there = await destination(
                    service, text, standing.place, standing.key, known, visited=visited
                )
        except FarmtopError as error:
            self.complain(str(error))
            return
        self.dismiss()
        self.screen.set_focus(self._before)
        self.post_message(self.Found(self.screen, there))


def ask_where(screen: FarmScreen, link: Link) -> None:
    """Ask at the foot of a screen where to go from there, at once: what is typed next answers."""
    prompt = next(iter(screen.query(GotoPrompt)), None)
    if prompt is None:
        prompt = GotoPrompt(link, screen.stand, lambda: _listed_below(screen))
        screen.mount(prompt)
    prompt.ask_goto()


def _listed_below(screen: Screen[Any]) -> Iterator[Listed]:
    """What is in the list that a screen is, or that it was opened from."""
    stack = screen.app.screen_stack
    lists = (one for one in reversed(stack) if isinstance(one, LevelScreen))
    for one in islice(lists, 1):
        yield from listed_on(one)
