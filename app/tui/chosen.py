"""The rows with which something is to be done, and what that would change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.acting import Change, Target
from app.resources.acts import Act
from app.resources.hosts import host_name
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Path
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.resources.workers import WORKERS
from app.tui.list_pane import ListPane
from app.view import count_text

SURE_UP_TO = 20
"""Tasks or items that a single key may change; for more, one has to type something."""

EASY_TO_TYPE = 40
"""Characters of a name that one can be asked to type."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows with which something is to be done."""

    pane: ListPane
    keys: tuple[str, ...]
    items: Mapping[str, Item]
    """Those that are known; a row can be marked that is not loaded any more."""
    name_of: Callable[[str], str]
    """What a person calls what has an id; the id where that is not known."""

    @property
    def noun(self) -> str:
        """What one of them is called."""
        return self.pane.place.level.noun

    def label(self, key: str) -> str:
        """What a person calls one of them."""
        item = self.items.get(key)
        return key if item is None else self.pane.place.level.label(item)

    def named(self, key: str) -> str:
        """What tells one of them from all others of the same holders."""
        if self.pane.place.level.key != SESSIONS.key:
            return self.label(key)
        known = self._known(key)
        worker = str(known.get(WORKERS.key) or "")
        host = host_name(known) or self.name_of(worker)
        return f"{key} on {host}" if host else key

    def holders(self, keys: Sequence[str]) -> tuple[tuple[Level, Path], ...]:
        """The step and the job that all of these are of, each with the ids that lead there."""
        known = [self._known(key) for key in keys]
        found = list[tuple[Level, Path]]()
        for level in (STEPS, JOBS):
            ids = (*level.within, level.key)
            paths = [{name: str(one[name]) for name in ids if name in one} for one in known]
            is_one = all(path == paths[0] for path in paths) and len(paths[0]) == len(ids)
            if is_one and level.key != self.pane.place.level.key:
                found.append((level, paths[0]))
        return tuple(found)

    def whose(self, keys: Sequence[str]) -> str:
        """` of the step render of the job sq010`; nothing where they have nothing in common."""
        return "".join(
            f" of the {level.noun} {self.name_of(path[level.key])}"
            for level, path in self.holders(keys)
        )

    def touched(self, act: Act, key: str) -> int:
        """How much of a row an action changes; of one that is not known, itself."""
        item = self.items.get(key)
        if item is None:
            return int(act.ids[-1] == self.pane.place.level.key and not self._ids_missing(act))
        return act.touches(item)

    def fitting(self, act: Act) -> tuple[str, ...]:
        """The rows for which an action makes sense."""
        return tuple(key for key in self.keys if self.touched(act, key))

    def weight(self, act: Act) -> int:
        """How much an action changes of all of them."""
        return sum(self.touched(act, key) for key in self.keys)

    def now(self, act: Act) -> str:
        """What the number is now that an action sets: `50`, of several rows also `40 to 80`; empty
        where no row tells."""
        items = (self.items.get(key, {}) for key in self.fitting(act))
        told = sorted(item[act.member] for item in items if act.member in item)
        return " to ".join(f"{number:,}" for number in dict.fromkeys((*told[:1], *told[-1:])))

    def change(self, act: Act, value: str | int) -> Change:
        """The action on the rows for which it makes sense."""
        targets = [Target(key, self.named(key), self._ids(act, key)) for key in self.fitting(act)]
        return Change(act, value, tuple(targets))

    def to_type(self, act: Act) -> str:
        """What has to be typed before it is done; nothing where it is little.

        The name of the job where all of it is of one that has one, else how many tasks or items
        there are.
        """
        if self.weight(act) <= SURE_UP_TO:
            return ""
        name = self._job_name(self.fitting(act))
        is_easy = 0 < len(name) <= EASY_TO_TYPE and name.isascii() and name == name.strip()
        return name if is_easy else str(self.weight(act))

    def _job_name(self, keys: Sequence[str]) -> str:
        """The name of the job that all of these are of, or that is the only one of them."""
        if self.pane.place.level is JOBS:
            return self.label(keys[0]) if len(keys) == 1 else ""
        ids = [path[JOBS.key] for level, path in self.holders(keys) if level is JOBS]
        names = [name for key in ids if (name := self.name_of(key)) != key]
        return names[0] if names else ""

    def question(self, act: Act) -> str:
        """What is asked before anything is done: `Cancel 3 tasks of the step render of …?`"""
        fitting = self.fitting(act)
        what = count_text(len(fitting), self.noun)
        if len(fitting) == 1:
            what = f"the {self.noun} {self.named(fitting[0])}"
        tasks = f": {count_text(self.weight(act), 'task')}" if self._counts_tasks(act) else ""
        return f"{act.name.capitalize()} {what}{self.whose(fitting)}{tasks}?"

    def _ids(self, act: Act, key: str) -> dict[str, str]:
        known = self._known(key)
        return {name: str(known[name]) for name in act.ids}

    def _known(self, key: str) -> Item:
        """A row's members, with the ids that lead to it."""
        place = self.pane.place
        return {**self.items.get(key, {}), **place.path, place.level.key: key}

    def _ids_missing(self, act: Act) -> bool:
        """Whether it takes more than where one is to name an item."""
        return bool({*act.ids} - {*self.pane.place.path, self.pane.place.level.key})

    def _counts_tasks(self, act: Act) -> bool:
        """Whether it is told how many tasks an action changes."""
        return "askRunStatus" in act.member and all(
            "taskRunStatusCounts" in self.items.get(key, {}) for key in self.fitting(act)
        )
