"""What can be done with rows, to choose from."""

from contextlib import suppress
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from app.aws.items import get_item
from app.errors import FarmtopError
from app.resources.acts import ACTS, Act
from app.resources.level import Place
from app.tui.chosen import Chosen
from app.tui.confirm_screen import ConfirmScreen
from app.tui.line_list import LineList
from app.tui.link import Link
from app.tui.list_pane import ListPane
from app.tui.outcome_screen import OutcomeScreen
from app.tui.overlay import Overlay
from app.tui.refusal import refuse
from app.tui.words import plural
from app.view import count_text
from widgets.row_paint import CURSOR

HOW_TO_ALLOW = (
    "Nothing can be changed unless you allow it: start farmtop with --allow-actions, or put"
    " allow_actions = true into the settings."
)

LAST = "o"
"""The key that shows what came of what was done last."""


class ActScreen(Overlay):
    """The actions of a level, each with its key and with how many of the rows it is for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", id="act.choose"),
        Binding("down,j", "go(1)", "Down", show=False, id="act.down"),
        Binding("up,k", "go(-1)", "Up", show=False, id="act.up"),
    ]

    def __init__(self, chosen: Chosen, link: Link) -> None:
        super().__init__()
        self._chosen = chosen
        self._link = link
        self._acts = ACTS[chosen.pane.place.level.name]
        self._cursor = 0
        self._list = LineList(id="acts")

    def compose(self) -> ComposeResult:
        """The box, which needs no focus: its keys are the screen's."""
        with VerticalScroll(classes="box", can_focus=False):
            yield from self.inside()

    def inside(self) -> ComposeResult:
        """With what something is to be done, what that can be, and the keys."""
        yield Static(self._heading(), classes="heading", markup=False)
        yield self._list
        last = f"   {LAST} what came of the last one" if self._link.errand else ""
        yield Static(f"↵ choose   Esc leave{last}", classes="keys", markup=False)

    def on_mount(self) -> None:
        """Begin at the first that makes sense."""
        fitting = (at for at, act in enumerate(self._acts) if self._chosen.fitting(act))
        self._cursor = next(fitting, 0)
        self._show()
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
                self.query_one(".heading", Static).update(self._heading())

    def _heading(self) -> str:
        chosen = self._chosen
        one = f"{chosen.noun} {chosen.label(chosen.keys[0])}"
        some = f"{count_text(len(chosen.keys), f'marked {chosen.noun}')}"
        what = one if len(chosen.keys) == 1 else some
        return f"What to do with the {what}{chosen.whose(chosen.keys)}"

    def on_key(self, event: events.Key) -> None:
        """Take the key of an action."""
        if event.key == LAST and self._link.errand is not None:
            event.stop()
            self.app.switch_screen(OutcomeScreen(self._link.errand, self._link.trail_file))
        for at, act in enumerate(self._acts):
            if event.key == act.key:
                event.stop()
                self._cursor = at
                self.action_choose()

    @on(LineList.Clicked)
    def _clicked(self, event: LineList.Clicked) -> None:
        self._cursor = event.line
        self.action_choose()

    def action_go(self, lines: int) -> None:
        """Go to another action."""
        self._cursor = max(0, min(self._cursor + lines, len(self._acts) - 1))
        self._show()

    def action_choose(self) -> None:
        """Ask whether the action is meant, where it makes sense for any of the rows."""
        act = self._acts[self._cursor]
        self._show()
        if self._chosen.fitting(act):
            self.app.switch_screen(ConfirmScreen(self._chosen, act, self._link))

    def _show(self) -> None:
        self._list.update(Text("\n").join(map(self._line, self._acts)))
        self.call_after_refresh(self._bring_into_sight)

    def _bring_into_sight(self) -> None:
        """Scroll to the cursor, and at the last action to what is below it."""
        for box in self.query(".box"):  # none any more, where the box was closed meanwhile
            if self._cursor == len(self._acts) - 1:
                box.scroll_end(animate=False)
            else:
                line = self._list.virtual_region.y + self._cursor
                box.scroll_to_region(Region(0, line, 1, 1), animate=False)

    def _line(self, act: Act) -> Text:
        has_cursor = act is self._acts[self._cursor]
        name = act.name.removesuffix(" of")
        fitting, all_of_them = len(self._chosen.fitting(act)), len(self._chosen.keys)
        line = Text(f"{CURSOR if has_cursor else ' '} {act.key}  {name:<26}")
        if not fitting:
            line.append("makes no sense now")
        elif all_of_them > 1:
            line.append(f"{fitting:,} of {all_of_them:,}")
        line.stylize("reverse" if has_cursor else "" if fitting else "dim")
        return line


def open_acts(pane: ListPane, link: Link) -> None:
    """Show what can be done with the marked rows, else with the selected one."""
    level, table = pane.place.level, pane.table
    if level.name not in ACTS:
        refuse(pane, f"There is nothing to do with {plural(level)}.", severity="information")
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
