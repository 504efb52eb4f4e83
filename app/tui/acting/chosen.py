"""With what something is to be done, and what that would change."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from app.acting import Change, Target
from app.resources.acts import Act
from app.resources.hosts import host_name
from app.resources.jobs import JOBS
from app.resources.level import Item, Level, Path, statuses
from app.resources.sessions import SESSIONS
from app.resources.steps import STEPS
from app.resources.workers import WORKERS
from app.tui.lists.list_pane import ListPane
from app.tui.parts.words import plural
from app.view import count_text

SURE_UP_TO = 20
"""Tasks or items that a single key may change; for more, one has to type something."""

EASY_TO_TYPE = 40
"""Characters of a name that one can be asked to type."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The items of one level with which something is to be done, and the rows that mean them."""

    pane: ListPane
    """The list that has the rows."""
    level: Level
    paths: Mapping[str, Path]
    """The ids that lead to each item, by its own."""
    items: Mapping[str, Item]
    """Those that are known; a row can be marked that is not loaded any more."""
    name_of: Callable[[str], str]
    """What a person calls what has an id; the id where that is not known."""
    meant_by: Mapping[str, str | None]
    """The item that each row means, most often its own; None where it leads to none."""
    absent: str = ""
    """Why a row leads to none, as a sentence."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The ids of the items."""
        return tuple(self.paths)

    @property
    def stands_for_others(self) -> bool:
        """Whether the rows are not the items themselves."""
        return self.level is not self.pane.place.level

    @property
    def noun(self) -> str:
        """What one of them is called."""
        return self.level.noun

    def label(self, key: str) -> str:
        """What a person calls one of them."""
        item = self.items.get(key)
        return key if item is None else self.level.label(item)

    def named(self, key: str) -> str:
        """What tells one of them from all others of the same holders."""
        if self.level.key != SESSIONS.key:
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
            is_one = all(path == paths[0] for path in paths)
            if paths and is_one and len(paths[0]) == len(ids) and level.key != self.level.key:
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
            return int(act.ids[-1] == self.level.key and not self._ids_missing(act, key))
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

    def left_out(self, act: Act) -> tuple[str, ...]:
        """What is not changed of all that was chosen, and why, a line each."""
        senseless = len(self.keys) - len(self.fitting(act))
        rows = sum(key is None for key in self.meant_by.values())
        why_not = (
            ("it makes no sense", senseless, self.noun),
            (f"there is no {self.noun}", rows, self.pane.place.level.noun),
        )
        return tuple(
            f"Left out, since {why}: {count_text(count, noun)}"
            for why, count, noun in why_not
            if count
        )

    def instead(self, act: Act) -> tuple[str, ...]:
        """What changes in the place of the rows, and how it is now, a line each; else nothing."""
        if not self.stands_for_others:
            return ()
        fitting = self.fitting(act)
        known = [self.items[key] for key in fitting if key in self.items]
        counts = statuses(self.level, known).items()
        words = (f"{count:,} {one.word}" if len(fitting) > 1 else one.word for one, count in counts)
        what = f"is the {self.noun}" if len(fitting) == 1 else f"are the {plural(self.level)}"
        changes = f"What changes {what}, and not what the {self.pane.place.level.noun} did."
        return tuple(filter(None, (changes, f"Now: {', '.join(words)}" if known else "")))

    def rows_but(self, keys: Container[str]) -> set[str]:
        """The rows that mean none of these items."""
        return {row for row, key in self.meant_by.items() if key not in keys}

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
        if self.level is JOBS:
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
        return f"{act.asked_of(what + self.whose(fitting))}{tasks}?"

    def _ids(self, act: Act, key: str) -> dict[str, str]:
        known = self._known(key)
        return {name: str(known[name]) for name in act.ids}

    def _known(self, key: str) -> Item:
        """An item's members, with the ids that lead to it."""
        return {**self.items.get(key, {}), **self.paths[key], self.level.key: key}

    def _ids_missing(self, act: Act, key: str) -> bool:
        """Whether it takes more than what leads to an item to name it."""
        return bool({*act.ids} - {*self.paths[key], self.level.key})

    def _counts_tasks(self, act: Act) -> bool:
        """Whether it is told how many tasks an action changes."""
        return "askRunStatus" in act.member and all(
            "taskRunStatusCounts" in self.items.get(key, {}) for key in self.fitting(act)
        )
