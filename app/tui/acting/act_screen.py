"""What can be done with rows, to choose from."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from rich.text import Text
from textual import events, work
from textual.screen import Screen

from app.aws.api import Api
from app.aws.reading.following import link_of
from app.aws.reading.items import get_item
from app.errors import FarmtopError
from app.resources import LEVELS
from app.resources.acts import ACTS, Act, can_be_acted_on
from app.resources.level import Level, Place
from app.resources.links import PARENT
from app.tui.acting.chosen import Chosen
from app.tui.acting.confirm_screen import ConfirmScreen
from app.tui.acting.outcome_screen import OutcomeScreen
from app.tui.acting.to_act_on import looked_up, meant_by
from app.tui.boxes.choice_screen import ChoiceScreen
from app.tui.connection.link import Link
from app.tui.lists.list_pane import ListPane
from app.tui.parts.refusal import refuse
from app.tui.parts.words import plural
from app.view import GLYPHS, Tone, count_text, short_id

HOW_TO_ALLOW = (
    "Nothing can be changed unless you allow it: start farmtop with --allow-actions, or put"
    " allow_actions = true into the settings."
)

LOOKING = "looking …"
"""Why something cannot be chosen yet."""

UNTOLD = "not known how it is"
"""Why something cannot be chosen where the service does not tell; the heading says the rest."""

LAST = "A"
"""The key that shows what came of what was done last, here as wherever one is on a farm."""


class ActScreen(ChoiceScreen):
    """What can be done, each with its key and with how many of the items it is for."""

    def __init__(self, chosen: Sequence[Chosen], link: Link) -> None:
        """With what it can be done, level by level."""
        last = f"   {LAST} what came of the last one" if link.errand else ""
        super().__init__(_heading(chosen), f"↵ choose   Esc leave{last}")
        self._chosen = {one.level.name: one for one in chosen}
        self._link = link
        self._unknown = {one.level.name: LOOKING for one in chosen if one.stands_for_others}
        """By the names of levels, why it is not known how the items are to which rows lead."""
        self._awaited: int | None = None
        """The line that was chosen before that was known."""
        self._trouble = ""
        """Why it will not be known."""
        self._go_to_what_fits()

    @property
    def _offers(self) -> list[tuple[Chosen, Act]]:
        return [(one, act) for name, one in self._chosen.items() for act in ACTS[name]]

    def lines(self) -> list[Text]:
        """The actions; those that make no sense are dimmed."""
        return [self._about(chosen, act) for chosen, act in self._offers]

    def chosen(self, line: int) -> None:
        """Ask whether the action is meant, where it makes sense for any of the items."""
        chosen, act = self._offers[line]
        if not self._why_not(chosen, act):
            self.app.switch_screen(ConfirmScreen(chosen, act, self._link))
        elif self._unknown.get(chosen.level.name) == LOOKING:
            self._awaited = line

    def on_mount(self) -> None:
        """Learn what is not known of the items, and what they are of."""
        self._learn()

    @work
    async def _learn(self) -> None:
        service = await self._link.service()
        for name, chosen in list(self._chosen.items()):
            if name in self._unknown:
                await self._look_up(service, chosen)
        for chosen in self._chosen.values():
            await self._learn_names(service, chosen)

    async def _look_up(self, service: Api, chosen: Chosen) -> None:
        """Learn how the items are to which rows lead, and go on where one of them was chosen.

        Whoever has gone to another line meanwhile does not mean the first one any more.
        """
        name = chosen.level.name
        try:
            self._chosen[name] = await looked_up(service, chosen)
            del self._unknown[name]
        except FarmtopError as error:
            self._unknown[name] = UNTOLD
            self._trouble = f"\n{GLYPHS[Tone.WARN]} {error}"
        awaited, self._awaited = self._awaited, None
        is_meant = awaited is not None and awaited == self.cursor
        self._go_to_what_fits()
        self._say_what_for()
        self.draw()
        if awaited is not None and is_meant and self.is_current:
            self.chosen(awaited)

    def _say_what_for(self) -> None:
        self.entitle(f"{_heading(self._chosen.values())}{self._trouble}")

    async def _learn_names(self, service: Api, chosen: Chosen) -> None:
        """Learn what the job and the step of items are called, where nothing told of it."""
        for level, path in chosen.holders(chosen.keys):
            *above, (_, key) = path.items()
            if self._link.name(key) != key:
                continue
            with suppress(FarmtopError):  # it goes by its id, then
                item = await get_item(service, Place(level, dict(above)), key)
                self._link.learn(level, {level.key: key, **item})
                self._say_what_for()

    def on_key(self, event: events.Key) -> None:
        """Take the key of an action."""
        if event.key == LAST and self._link.errand is not None:
            event.stop()
            self.app.switch_screen(OutcomeScreen(self._link.errand, self._link.trail_file))
        for at, (_, act) in enumerate(self._offers):
            if event.key == act.key:
                event.stop()
                self.cursor = at
                self.draw()
                self.action_choose()

    def _go_to_what_fits(self) -> None:
        """Go to what can be chosen first, unless one has gone elsewhere."""
        if not self.cursor:
            can = (at for at, offer in enumerate(self._offers) if not self._why_not(*offer))
            self.cursor = next(can, 0)

    def _about(self, chosen: Chosen, act: Act) -> Text:
        others = chosen.stands_for_others
        what = act.done_to(f"the {_noun(chosen)}") if others else act.title
        line = Text(f"{act.key}  {what:<28}")
        if why_not := self._why_not(chosen, act):
            line.append(why_not)
            line.stylize("dim")
        elif (all_of_them := len(chosen.keys)) > 1:
            line.append(f"{len(chosen.fitting(act)):,} of {all_of_them:,}")
        return line

    def _why_not(self, chosen: Chosen, act: Act) -> str:
        """Why an action cannot be chosen; empty where it can."""
        if not chosen.keys:
            is_one = len(chosen.meant_by) == 1
            return chosen.absent if is_one else f"there is no {chosen.noun}"
        if (why_not := self._unknown.get(chosen.level.name)) is not None:
            return why_not
        return "" if chosen.fitting(act) else "makes no sense now"


def _noun(chosen: Chosen) -> str:
    """What the items are called together."""
    return chosen.noun if len(chosen.keys) < 2 else plural(chosen.level)


def _heading(chosen: Iterable[Chosen]) -> str:
    """With what something is to be done."""
    first, *others = [one for one in chosen if one.keys]
    count = len(first.keys)
    marked = "" if first.stands_for_others else "marked "
    what = (
        f"{first.noun} {short_id(first.label(first.keys[0]))}"
        if count == 1
        else count_text(count, f"{marked}{first.noun}")
    )
    whose = "its" if count == 1 else "their"
    or_with = "".join(f", or with {whose} {_noun(one)}" for one in others)
    return f"What to do with the {what}{first.whose(first.keys)}{or_with}"


def open_outcome(here: Screen[Any], link: Link) -> None:
    """Show what came of what was done last."""
    if link.errand is None:
        refuse(here, "Nothing was done yet.", severity="information")
    else:
        here.app.push_screen(OutcomeScreen(link.errand, link.trail_file))


def open_acts(pane: ListPane, link: Link) -> None:
    """Show what can be done with the marked rows, else with the selected one."""
    level, table = pane.place.level, pane.table
    if not can_be_acted_on(level):
        words = f"There is nothing to do with {plural(level)}.{_instead(level)}"
        refuse(pane, words, severity="information")
    elif not link.settings.allow_actions:
        refuse(pane, HOW_TO_ALLOW, timeout=10)
    elif pane.snapshot is None or pane.snapshot.kept:
        refuse(pane, f"The {plural(level)} are still being loaded.")
    else:
        table.keep_selection()
        selected = () if table.selected_key is None else (table.selected_key,)
        chosen = meant_by(pane, table.marked or selected, link)
        if any(one.keys for one in chosen):
            pane.app.push_screen(ActScreen(chosen, link))
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
