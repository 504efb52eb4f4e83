"""Doing something with rows: what can be done, whether that is meant, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.app import App

from app.acting import Answer, AuditTrail, Author, Change, Errand, Target
from app.errors import FarmtopError
from app.resources.acts import ACTS, Act
from app.resources.level import Item
from app.tui.link import Link
from app.tui.list_pane import ListPane
from app.tui.words import plural
from app.view import count_text

HOW_TO_ALLOW = (
    "Nothing can be changed unless you allow it: start farmtop with --allow-actions, or put"
    " allow_actions = true into the settings."
)

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


def begin(pane: ListPane, link: Link) -> None:
    """Show what can be done with the marked rows, else with the selected one."""
    from app.tui.act_screen import ActScreen  # noqa: PLC0415 - which needs what is here

    level, table = pane.place.level, pane.table
    if level.name not in ACTS:
        pane.notify(f"There is nothing to do with {plural(level)}.")
    elif not link.settings.allow_actions:
        pane.notify(HOW_TO_ALLOW, severity="warning", timeout=10, markup=False)
    elif pane.snapshot is None or pane.snapshot.kept:
        pane.notify(f"The {plural(level)} are still being loaded.", severity="warning")
    else:
        table.keep_selection()
        selected = () if table.selected_key is None else (table.selected_key,)
        items = pane.snapshot.items
        if keys := table.marked or selected:
            known = {key: items[key] for key in keys if key in items}
            pane.app.push_screen(ActScreen(Chosen(pane, tuple(keys), known), link))


def start(app: App[str], chosen: Chosen, change: Change, link: Link) -> Errand:
    """Ask the service for a change; it goes on whatever is on the screen."""
    errand = link.errand = Errand(change)
    link.requested.add(change, chosen.items)
    chosen.pane.mark_rows()
    app.run_worker(_carry_out(errand, link), group="acting")
    app.run_worker(_follow(app, errand, chosen, link), group="acting")
    return errand


async def _carry_out(errand: Errand, link: Link) -> None:
    service = await link.service()
    try:
        identity = await service.identity()
        account, arn = identity.account, identity.arn
    except FarmtopError as error:
        # Whoever may change a job need not be allowed to ask who he is.
        account, arn = link.account, f"unknown: {error.what}"
    author = Author(account, arn, service.region, service.endpoint)
    trail = AuditTrail(link.trail_file, author, errand.change, link.clock)
    await errand.run(service, trail)


async def _follow(app: App[str], errand: Errand, chosen: Chosen, link: Link) -> None:
    """Keep the marks of the rows true, and see that they are asked about."""
    from app.tui.outcome_screen import OutcomeScreen  # noqa: PLC0415

    pane = chosen.pane
    async for _ in errand.changes():
        for outcome in errand.outcomes:
            if outcome.answer in {Answer.ACCEPTED, Answer.UNKNOWN}:
                link.requested.answer(outcome.target.key)
            elif outcome.answer is not Answer.ASKED:
                link.requested.drop(outcome.target.key)
        pane.mark_rows()
    pane.attention.refresh()
    failed = len(errand.outcomes) - errand.count(Answer.ACCEPTED)
    if not failed and pane.is_attached and set(pane.table.marked) == set(chosen.keys):
        pane.table.clear_marks()
    if not isinstance(app.screen, OutcomeScreen):
        words = f"{summary(errand)} Press a and o to read it." if failed else summary(errand)
        app.notify(words, severity="warning" if failed else "information", markup=False)


def summary(errand: Errand) -> str:
    """What has become of a change so far: `3 accepted, 1 refused.`"""
    counts = [(errand.count(answer), answer.value) for answer in Answer]
    return f"{', '.join(f'{count:,} {word}' for count, word in counts if count)}."


def question(chosen: Chosen, act: Act) -> str:
    """What is asked before anything is done: `Cancel 3 jobs, 120 tasks of them?`"""
    fitting, weight = chosen.fitting(act), chosen.weight(act)
    what = count_text(len(fitting), chosen.noun)
    if len(fitting) == 1:
        what = f"the {chosen.noun} {chosen.label(fitting[0])}"
    tasks = f": {count_text(weight, 'task')}" if _counts_tasks(chosen, act) else ""
    return f"{act.name.capitalize()} {what}{tasks}?"


def _counts_tasks(chosen: Chosen, act: Act) -> bool:
    """Whether it is told how many tasks an action changes."""
    return "askRunStatus" in act.member and all(
        "taskRunStatusCounts" in chosen.items.get(key, {}) for key in chosen.fitting(act)
    )
