"""What can be done with rows, to choose from."""

from contextlib import suppress
from typing import Any

from rich.text import Text
from textual import events, work
from textual.screen import Screen

from app.aws.following import link_of
from app.aws.items import get_item
from app.errors import FarmtopError
from app.resources import LEVELS
from app.resources.acts import ACTS, Act
from app.resources.level import Level, Place
from app.resources.links import PARENT
from app.tui.choice_screen import ChoiceScreen
from app.tui.chosen import Chosen
from app.tui.confirm_screen import ConfirmScreen
from app.tui.link import Link
from app.tui.list_pane import ListPane
from app.tui.outcome_screen import OutcomeScreen
from app.tui.refusal import refuse
from app.tui.words import plural
from app.view import count_text

HOW_TO_ALLOW = (
    "Nothing can be changed unless you allow it: start farmtop with --allow-actions, or put"
    " allow_actions = true into the settings."
)

LAST = "A"
"""The key that shows what came of what was done last, here as wherever one is on a farm."""


class ActScreen(ChoiceScreen):
    """The actions of a level, each with its key and with how many of the rows it is for."""

    def __init__(self, chosen: Chosen, link: Link) -> None:
        last = f"   {LAST} what came of the last one" if link.errand else ""
        super().__init__(_heading(chosen), f"↵ choose   Esc leave{last}")
        self._chosen = chosen
        self._link = link
        self._acts = ACTS[chosen.pane.place.level.name]
        fitting = (at for at, act in enumerate(self._acts) if chosen.fitting(act))
        self.cursor = next(fitting, 0)

    def lines(self) -> list[Text]:
        """The actions; those that make no sense are dimmed."""
        return [self._about(act) for act in self._acts]

    def chosen(self, line: int) -> None:
        """Ask whether the action is meant, where it makes sense for any of the rows."""
        act = self._acts[line]
        if self._chosen.fitting(act):
            self.app.switch_screen(ConfirmScreen(self._chosen, act, self._link))

    def on_mount(self) -> None:
        """Learn what the rows are of."""
        self._learn_names()

    @work
    async def _learn_names(self) -> None:
        """Learn what the job and the step of the rows are called, where nothing told of it."""
        service = await self._link.service()
        for level, path in self._chosen.holders(self._chosen.keys):
            *above, (_, key) = path.items()
            if self._link.name(key) != key:
                continue
            with suppress(FarmtopError):  # it goes by its id, then
                item = await get_item(service, Place(level, dict(above)), key)
                self._link.learn(level, {level.key: key, **item})
                self.entitle(_heading(self._chosen))

    def on_key(self, event: events.Key) -> None:
        """Take the key of an action."""
        if event.key == LAST and self._link.errand is not None:
            event.stop()
            self.app.switch_screen(OutcomeScreen(self._link.errand, self._link.trail_file))
        for at, act in enumerate(self._acts):
            if event.key == act.key:
                event.stop()
                self.cursor = at
                self.draw()
                self.action_choose()

    def _about(self, act: Act) -> Text:
        fitting, all_of_them = len(self._chosen.fitting(act)), len(self._chosen.keys)
        line = Text(f"{act.key}  {act.name.removesuffix(' of'):<26}")
        if not fitting:
            line.append("makes no sense now")
            line.stylize("dim")
        elif all_of_them > 1:
            line.append(f"{fitting:,} of {all_of_them:,}")
        return line


def _heading(chosen: Chosen) -> str:
    """With what something is to be done."""
    one = f"{chosen.noun} {chosen.label(chosen.keys[0])}"
    some = f"{count_text(len(chosen.keys), f'marked {chosen.noun}')}"
    what = one if len(chosen.keys) == 1 else some
    return f"What to do with the {what}{chosen.whose(chosen.keys)}"


def open_outcome(here: Screen[Any], link: Link) -> None:
    """Show what came of what was done last."""
    if link.errand is None:
        refuse(here, "Nothing was done yet.", severity="information")
    else:
        here.app.push_screen(OutcomeScreen(link.errand, link.trail_file))


def open_acts(pane: ListPane, link: Link) -> None:
    """Show what can be done with the marked rows, else with the selected one."""
    level, table = pane.place.level, pane.table
    if level.name not in ACTS:
        words = f"There is nothing to do with {plural(level)}.{_instead(level)}"
        refuse(pane, words, severity="information")
    elif not link.settings.allow_actions:
        refuse(pane, HOW_TO_ALLOW, timeout=10)
    elif pane.snapshot is None or pane.snapshot.kept:
        refuse(pane, f"The {plural(level)} are still being loaded.")
    else:
        table.keep_selection()
        selected = () if table.selected_key is None else (table.selected_key,)
        items = pane.snapshot.items
        if keys := table.marked or selected:
            known = {key: items[key] for key in keys if key in items}
            pane.app.push_screen(ActScreen(Chosen(pane, tuple(keys), known, link.name), link))
        else:
            refuse(pane, f"No {level.noun} is selected or marked.")


def _instead(level: Level) -> str:
    """How to come to what something can be done with; nothing where that is no key away."""
    link = link_of(level, PARENT)
    if link is None or link.level not in ACTS:
        return ""
    above, acts = LEVELS[link.level], ACTS[link.level]
    does = acts[0].name if len(acts) == 1 else "act on"
    return f" To {does} the {above.noun}, press p and then a."
