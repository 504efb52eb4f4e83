"""The screen that says why something failed: the failures in groups, and the proof of one."""

from itertools import count
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.style import Style
from rich.text import Text
from textual import events, on, work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from app.aws.pacing.priority import Priority, asking
from app.aws.reading.items import get_item
from app.errors import FarmtopError
from app.logs.files.time_text import Zone
from app.logs.scanning.signs import Signs
from app.resources import place_among
from app.resources.failing import failing
from app.resources.level import Item, Level, Path, Place
from app.resources.session_actions import SESSION_ACTIONS
from app.resources.sessions import SESSIONS
from app.resources.workers import WORKERS
from app.stuck.silence import Silence
from app.stuck.words import silent_lines, silent_list, silent_mark
from app.tui.boxes.help import open_help
from app.tui.connection.link import Link
from app.tui.keyboard.actions import Scope, bindings
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.parts.header import Header
from app.tui.parts.refusal import refuse
from app.tui.parts.standing import FarmScreen, Standing, looking_at
from app.tui.why.why_text import (
    AGAIN,
    COLUMNS,
    group_row,
    is_cut,
    paragraphs,
    proof_text,
    telling_line,
    unstick_text,
    whole_answer,
)
from app.view import GLYPHS, LogLine, Row, Tone, count_text
from app.why.as_text import report_lines, unseen_text
from app.why.inquiry import why
from app.why.report import Group, Report
from widgets.bars.bar import Bar, Part
from widgets.log.time_column import TimeMode
from widgets.table.resource_table import ResourceTable

MOST_SILENT = 3
"""Actions that are told of there, those first that have been silent for the longest."""


class Groups(ResourceTable):
    """Failures in groups, of which none is marked: the key for that scrolls the proof."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave that key to the screen, and open nothing where there is nothing."""
        del parameters
        return action != "mark" and (action != "open" or self.row_count > 0)


class WhyScreen(FarmScreen):
    """Why an item failed, with one key from there into the log at the line that tells."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"why--telling"}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.WHY, Scope.FARM, Scope.EVERYWHERE)]

    def __init__(self, place: Place, item: Item, link: Link) -> None:
        super().__init__()
        self._place = place
        self._item = item
        self._link = link
        label = place.level.label(item)
        self._header = Header(link, (*link.trail(place)[:-1], label, "why"))
        self._summary = Bar(id="summary")
        self._table = Groups(COLUMNS, clock=link.clock, id="why-groups")
        self._text = Static(id="why-text", markup=False)
        self._proof = VerticalScroll(self._text, id="why-proof", can_focus=False)
        self._silent = Static(id="why-silent", markup=False)
        self._unseen = Static(id="why-unseen", markup=False)
        self._words = Static(classes="words", markup=False)
        self._rows: tuple[Row, ...] = ()
        self._stuck: Silence | None = None
        """What has been silent for the longest, where nothing has failed."""
        self.report: Report | None = None
        """What was found out; None until then."""

    def compose(self) -> ComposeResult:
        """What failed, the groups, the proof of the selected one, what is silent, what was left
        out, the keys."""
        yield self._header
        yield self._summary
        yield self._table
        yield self._proof
        yield self._words
        yield self._silent
        yield self._unseen
        yield ActiveKeys()

    def on_mount(self) -> None:
        """Find out."""
        self._table.focus()
        self.action_ask()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no key that leads nowhere."""
        group = self._group
        if action in {"line", "log"}:
            return self._stuck is not None if group is None else group.first.span is not None
        if action == "worker":
            return group is not None and bool(group.first.session.get("workerId"))
        if action == "copy":
            return self.report is not None
        if action == "scroll" and parameters == (1,):
            return self._proof.max_scroll_y > 0
        return True

    def stand(self) -> Standing:
        """On what failed."""
        return looking_at(self._place, self._item)

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.app.pop_screen()

    @work(exclusive=True)
    async def action_ask(self) -> None:
        """Find out why, again where that was done before."""
        self.report = None
        self._stuck = None
        self._summary.show([], [])
        self._say_besides("")
        self._unseen.update("")
        level = self._place.level
        self._say(f"Finding out why this {level.noun} failed …")
        self._header.show(Part(f"{GLYPHS[Tone.WAITING]} asking", Tone.WAITING))
        settings = self._link.settings
        signs = Signs(settings.log_errors, settings.log_warnings)
        try:
            service = await self._link.service()
            with asking(Priority.ASKED):
                item = await get_item(service, self._place, self._item[level.key], self._item)
                report = await why(
                    service,
                    self._place,
                    item,
                    signs=signs,
                    silences=self._link.silences,
                    clock=self._link.clock,
                )
        except FarmtopError as error:
            self._header.show(Part(f"{GLYPHS[Tone.BAD]} failed", Tone.BAD, strong=True))
            self._say(paragraphs(f"{GLYPHS[Tone.BAD]} {error.what}", error.remedy, AGAIN))
            return
        self._tell(report)

    def _tell(self, report: Report) -> None:
        self.report = report
        self._header.show(Part(f"{GLYPHS[Tone.BUSY]} found", Tone.GOOD))
        tone = Tone.BAD if report.groups or report.has_failed else Tone.PLAIN
        cost = f"{count_text(report.calls, 'call')} · {report.seconds:.1f} s"
        silent, now = report.silent, self._link.clock()
        mark = Part(silent_mark(len(silent)) if silent else "", Tone.WARN, strong=True)
        self._unseen.update(unseen_text(report))
        self._rows = rows = tuple(map(group_row, count(), report.groups))
        self._table.styles.height = min(len(rows), 8) + 1
        self._table.show(rows)
        self._stuck = silent[0] if silent and not rows else None
        words = [silent_lines(one, now) for one in silent[:MOST_SILENT]]
        # Where there is nothing else to tell, the words below say it, and whole.
        summary = Part(report.summary if rows or words else "", tone, strong=True)
        self._summary.show([summary, mark], [Part(cost, Tone.MUTED, rank=1)])
        if rows:
            self._say("")
        elif words:
            self._say(paragraphs(*words, unstick_text(report)))
        else:
            self._say(whole_answer(report, self._telling))
        self._say_besides(silent_list(silent, now, MOST_SILENT) if rows else "")
        self._show_group()

    def _say(self, words: str | Text) -> None:
        """Let words stand where there are no groups; or the groups where there are no words."""
        self._words.update(words)
        self.set_class(bool(words), "-wordy")

    def _say_besides(self, words: str) -> None:
        """Let words stand below the groups; without any they take no room."""
        self._silent.update(words)
        self._silent.display = bool(words)

    @on(ResourceTable.Highlighted)
    def _highlighted(self) -> None:
        self._show_group()

    @on(events.Resize)
    def _resized(self) -> None:
        """Tell the answer whole where it no longer fits its row."""
        self.call_after_refresh(self._show_group)

    def _show_group(self) -> None:
        self._text.update(self._proof_of(self._group))
        self._proof.scroll_home(animate=False)
        # How long the proof is shows once it is laid out.
        self.call_after_refresh(self.refresh_bindings)

    def _proof_of(self, group: Group | None) -> RenderableType:
        if group is None or self.report is None:
            return ""
        answers = is_cut(group, self._rows, self.size.width)
        return proof_text(group, self.report.at, self._zone, self._telling, answers=answers)

    @property
    def _telling(self) -> Style:
        """How that is painted which tells."""
        return self.get_component_rich_style("why--telling", partial=True)

    @property
    def _group(self) -> Group | None:
        """The selected group."""
        key = self._table.selected_key
        return None if self.report is None or key is None else self.report.groups[int(key)]

    @on(ResourceTable.Opened)
    def action_line(self) -> None:
        """Open the log of the session at the line that tells."""
        if (group := self._group) is not None:
            self._open_session(group, telling_line(group, "session"))
        elif (stuck := self._stuck) is not None:
            self._open_stuck(stuck, SESSION_ACTIONS, stuck.action)

    def action_log(self) -> None:
        """Open the whole log of the session."""
        if (group := self._group) is not None:
            self._open_session(group, None, whole=True)
        elif (stuck := self._stuck) is not None:
            self._open_stuck(stuck, SESSIONS, {SESSIONS.key: stuck.ids[SESSIONS.key]})

    def action_worker(self) -> None:
        """Open the worker's log around the end of what failed."""
        if (group := self._group) is None:
            return
        session = group.first.session
        above = {"farmId": group.first.path["farmId"], "fleetId": str(session["fleetId"])}
        worker = {key: session[key] for key in ("workerId", "hostProperties") if key in session}
        worker["log"] = session.get("workerLog") or {}
        self._open(WORKERS, above, worker, telling_line(group, "worker"))

    def action_copy(self) -> None:
        """Copy the answer as text."""
        if self.report is not None:
            self.app.copy_to_clipboard("\n".join(report_lines(self.report)))
            self.notify("Copied the answer.")

    def action_help(self) -> None:
        """Show every key."""
        open_help(self.app, Scope.WHY)

    def action_scroll(self, pages: int) -> None:
        """Scroll the proof."""
        lines = max(1, self._proof.size.height - 1)
        self._proof.scroll_relative(y=pages * lines, animate=False)

    @property
    def _zone(self) -> Zone:
        """By whose clock the lines of logs are told, as in the logs themselves."""
        is_utc = TimeMode(self._link.settings.time_column) is TimeMode.UTC
        return Zone.UTC if is_utc else Zone.LOCAL

    def _open_session(self, group: Group, at: LogLine | None, *, whole: bool = False) -> None:
        first = group.first
        session = {"sessionId": first.session_id}
        if whole:
            self._open(SESSIONS, dict(first.path), {**first.session, **session}, at)
        else:
            self._open(SESSION_ACTIONS, {**first.path, **session}, first.action, at)

    def _open_stuck(self, silence: Silence, level: Level, item: Item) -> None:
        """Open the end of the log of what is silent, where it goes on if it does."""
        self._open(level, place_among(level, silence.ids).path, item, None)

    def _open(self, level: Level, above: Path, item: Item, at: LogLine | None) -> None:
        from app.tui.logs.log_at import log_at_line  # noqa: PLC0415 - as other screens do

        self.app.push_screen(log_at_line(self._link, Place(level, above), item, at))


def open_why(app: App[Any], link: Link, place: Place, item: Item) -> None:
    """Say why an item of a place failed, where that can be told."""
    if (where := failing(place, item)) is None:
        refuse(app.screen, f"Nothing tells why this {place.level.noun} failed.")
    else:
        app.push_screen(WhyScreen(where, item, link))
