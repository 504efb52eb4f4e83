"""The rows with which something is to be done, and what that would change."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.acting import Change, Target
from app.resources.acts import Act
from app.resources.level import Item
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

    @property
    def noun(self) -> str:
        """What one of them is called."""
        return self.pane.place.level.noun

    def label(self, key: str) -> str:
        """What a person calls one of them."""
        item = self.items.get(key)
        return key if item is None else self.pane.place.level.label(item)

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

    def change(self, act: Act, value: str | int) -> Change:
        """The action on the rows for which it makes sense."""
        targets = [Target(key, self.label(key), self._ids(act, key)) for key in self.fitting(act)]
        return Change(act, value, tuple(targets))

    def to_type(self, act: Act) -> str:
        """What has to be typed before it is done; nothing where it is little.

        The name where it is one item that has one, else how many tasks or items there are.
        """
        fitting = self.fitting(act)
        if self.weight(act) <= SURE_UP_TO:
            return ""
        name = self.label(fitting[0])
        if len(fitting) == 1 and len(name) <= EASY_TO_TYPE and name.isascii():
            return name
        return str(self.weight(act))

    def question(self, act: Act) -> str:
        """What is asked before anything is done: `Cancel 3 jobs, 120 tasks of them?`"""
        fitting = self.fitting(act)
        what = count_text(len(fitting), self.noun)
        if len(fitting) == 1:
            what = f"the {self.noun} {self.label(fitting[0])}"
        tasks = f": {count_text(self.weight(act), 'task')}" if self._counts_tasks(act) else ""
        return f"{act.name.capitalize()} {what}{tasks}?"

    def _ids(self, act: Act, key: str) -> dict[str, str]:
        known = {
            **self.items.get(key, {}),
            **self.pane.place.path,
            self.pane.place.level.key: key,
        }
        return {name: str(known[name]) for name in act.ids}

    def _ids_missing(self, act: Act) -> bool:
        """Whether it takes more than where one is to name an item."""
        return bool({*act.ids} - {*self.pane.place.path, self.pane.place.level.key})

    def _counts_tasks(self, act: Act) -> bool:
        """Whether it is told how many tasks an action changes."""
        return "askRunStatus" in act.member and all(
            "taskRunStatusCounts" in self.items.get(key, {}) for key in self.fitting(act)
        )
