"""The workers that are on a job now, or on a step: one is gone to, of several one is chosen."""

from collections.abc import Callable, Sequence
from functools import partial

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from app.aws.pacing.priority import Priority, asking
from app.aws.reading.following import follow
from app.aws.work.at_work import AtWork, sessions_at_work
from app.aws.work.on_tasks import sessions_on_tasks
from app.errors import NotFoundError
from app.resources.level import Item, Level, Place
from app.resources.links import WORKER, job_path
from app.resources.running import has_tasks
from app.resources.sessions import SESSIONS
from app.resources.tasks import TASKS
from app.tui.boxes.choice_screen import ChoiceScreen
from app.tui.connection.link import Link
from app.tui.going.arriving import arrive
from app.tui.going.goto import Destination
from app.tui.levels.level_screen import LevelScreen
from app.view import cell_text, count_text

KEYS = "↵ go there   Esc close"
TELLING = ("host", "instance", "status", "duration")
"""The columns of sessions that tell one worker from another."""


class WorkersScreen(ChoiceScreen):
    """Workers to go to, by the sessions in which they are, or were, at work."""

    def __init__(
        self,
        go: Callable[[Destination], None],
        title: str,
        lines: Sequence[str],
        ways: Sequence[Destination],
    ) -> None:
        """`go` leads there; each line has a way."""
        super().__init__(title, KEYS)
        self._go = go
        self._lines = lines
        self._ways = ways

    def lines(self) -> Sequence[Text]:
        """What tells the workers from one another."""
        return [Text(line) for line in self._lines]

    def chosen(self, line: int) -> None:
        """Go to the worker."""
        self.dismiss()
        self._go(self._ways[line])


def telling(sessions: Sequence[Item], now: float) -> list[str]:
    """A line a session: its machine, how it is doing, and for how long."""
    fields = {field.column.id: field for field in SESSIONS.fields}
    rows = [[cell_text(fields[one].cell(session), now) for one in TELLING] for session in sessions]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(set_cell_size(*part) for part in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


async def go_to_worker(here: LevelScreen, link: Link, item: Item) -> None:
    """Go to the worker that is on the selected item; of several to the one that is chosen.

    Of a step that does not run they are those that ran it last. Raises FarmtopError; NotFoundError
    where there is none.
    """
    level, service = here.place.level, await link.service()
    told_by = TASKS if has_tasks(level) else SESSIONS
    there = here.place.below(item[level.key], told_by)
    sessions = Place(SESSIONS, job_path(there.path))
    with asking(Priority.ASKED):
        if told_by is TASKS:
            at_work = await sessions_on_tasks(service, there, item)
        else:
            at_work = await sessions_at_work(service, there)
        found = [await follow(service, sessions, one, WORKER) for one in at_work.sessions]
    ways = [Destination(place, select=key) for place, key in found]
    of_which = "" if at_work.is_whole else f"Only {at_work.looked_at} were looked at."
    if not ways:
        raise _nobody(level, told_by, at_work, of_which)
    if not here.is_active:
        return
    go = partial(arrive, here, link)
    if len(ways) == 1 and at_work.is_whole:
        go(ways[0])
    else:
        doing = "ran" if at_work.is_over else "on"
        title = f"{count_text(len(ways), 'worker')} {doing} {level.label(item)}"
        lines = telling(at_work.sessions, link.clock())
        text = f"{title}\n{of_which}".rstrip()
        here.app.push_screen(WorkersScreen(go, text, lines, ways))


def _nobody(level: Level, told_by: Level, at_work: AtWork, of_which: str) -> NotFoundError:
    """What is told where no worker was found on an item of a level."""
    way = f"Open it: w on a {told_by.noun} leads to its worker."
    if not at_work.is_whole:
        return NotFoundError(f"No worker was found. {of_which}", way)
    if at_work.is_over:
        return NotFoundError(f"No worker has begun on this {level.noun} yet.")
    return NotFoundError(f"No worker is on this {level.noun} now.", way)
