"""The monitor: it opens the connection and the first screen, and says why where it cannot."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.errors import NoWidget

from app.aws.pacing.backoff import Backoff
from app.config import Settings
from app.errors import FarmtopError
from app.resources import ROOT
from app.resources.level import Place
from app.tui.connection.link import Connect, Link, connect_to_aws
from app.tui.keyboard.active_keys import ActiveKeys
from app.tui.levels.level_screen import LevelScreen
from app.tui.lists.list_pane import ListPane
from app.tui.lists.wanted_row import WantedRow
from app.tui.parts.refusal import refuse
from app.tui.parts.standing import FarmScreen
from app.tui.terminal.terminal_app import TerminalApp

if TYPE_CHECKING:  # The first frame does without.
    from app.acting import Errand
    from app.tui.going.first_place import FirstPlace
    from app.tui.going.goto_prompt import GotoPrompt
    from app.tui.going.journey import Journey
    from app.tui.logs.log_spot import Lead, Spot

ANSWERED_AFTER = 5.0
"""Seconds that the first list has before the account is asked for as well."""


class FarmTop(TerminalApp):
    """The monitor of an account."""

    OPENED = (
        "app.tui.logs.item_logs",
        "app.tui.logs.log_screen",
        "app.tui.logs.log_line_screen",
        "app.tui.going.goto_prompt",
        "app.tui.going.anywhere",
        "app.tui.going.journey",
        "app.tui.going.travel",
        "app.tui.boxes.details_screen",
        "app.tui.why.why_screen",
        "app.tui.boxes.help_screen",
        "regex",
        "app.tui.acting.act_screen",
        "app.tui.host.host_screen",
    )

    def __init__(
        self,
        settings: Settings,
        *,
        place: Place | None = None,
        address: str = "",
        connect: Connect = connect_to_aws,
        clock: Callable[[], float] = time.time,
        trail: Path | None = None,
    ) -> None:
        """It begins at `address` as far as that is known, else it goes there from `place`.

        The audit trail is in the user's state, unless another file is given.
        """
        super().__init__(settings)
        self._address = address
        self._first_place: FirstPlace | None = None
        self._place = place or Place(ROOT)
        self._link = Link(settings, connect, clock, trail)
        self._journey: Journey | None = None
        """What the last key that leads anywhere has set out for, until it is there."""
        self._left: tuple[Errand, ...] = ()
        """The changes under way of which it was said that one would leave before they are over."""
        self._answered = asyncio.Event()
        """Set when the first answer to a list is shown: its rows, or what is wrong."""

    @on(ListPane.Refreshed)
    def _refreshed(self, event: ListPane.Refreshed) -> None:
        snapshot = event.snapshot
        if not snapshot.kept:
            self.has_data()
        is_answer = not snapshot.kept or snapshot.trouble is not None
        if is_answer and not self._answered.is_set():
            self.call_after_refresh(self._answered.set)

    def watch_app_focus(self, focused: bool) -> None:
        """Tell the lists; one that watched it by itself would be kept after it was closed."""
        for screen in self.screen_stack:
            if isinstance(screen, LevelScreen):
                screen.leave(not focused)

    def on_mount(self) -> None:
        """Paint first, connect after."""
        self.call_after_refresh(self._connect)

    def get_default_screen(self) -> LevelScreen:
        """The list of the place; whatever else lay below it would be painted first."""
        if not self._address:
            return LevelScreen(self._place, self._link, is_first=True)
        from app.tui.going.first_place import FirstPlace

        self._first_place = FirstPlace(self._address, self._link, self._place)
        return self._first_place.screen

    def action_travel(self, way: str, argument: str = "") -> None:
        """Go one of `app.tui.going.travel`'s ways from this list; say why where that cannot be."""
        from app.tui.going.journey import Journey
        from app.tui.going.travel import WAYS, sought

        if isinstance(here := self.screen, LevelScreen):
            go = partial(WAYS[way], here, self._link, argument)
            self._set_out(Journey(here, go, sought(here, argument or way)))

    def action_anywhere(self, way: str) -> None:
        """Go one of `app.tui.going.anywhere`'s ways from here; say why where that cannot be."""
        from app.tui.going.anywhere import LEADS_AWAY, SOUGHT, WAYS
        from app.tui.going.journey import Journey

        here = self.screen
        if isinstance(here, FarmScreen) and (standing := here.stand()) is not None:
            go = partial(WAYS[way], here, self._link, standing)
            self._set_out(Journey(here, go, SOUGHT[way], leads_away=way in LEADS_AWAY))

    async def action_quit(self) -> None:
        """Leave; while a change is under way only where that was said."""
        under_way = self._link.under_way
        if not set(under_way).difference(self._left):
            await super().action_quit()
            return
        self._left = under_way
        told = " ".join(errand.told for errand in under_way)
        words = f"{told} Press it again to leave before all are answered."
        self.notify(words, severity="warning", timeout=10, markup=False)

    def action_outcome(self) -> None:
        """Show what came of what was done last."""
        from app.tui.acting.act_screen import open_outcome

        if isinstance(self.screen, FarmScreen):
            open_outcome(self.screen, self._link)

    def action_goto(self) -> None:
        """Ask where to go."""
        from app.tui.going.goto_prompt import ask_where

        if isinstance(self.screen, FarmScreen):
            ask_where(self.screen, self._link)

    def on_goto_prompt_found(self, event: "GotoPrompt.Found") -> None:
        """It is known where somebody wants to go."""
        from app.tui.going.arriving import arrive

        if event.screen.is_active:
            arrive(event.screen, self._link, event.destination)

    @on(WantedRow.Sought)
    def _seek(self, event: WantedRow.Sought) -> None:
        """Go to where a row stands that was not loaded yet."""
        from app.tui.going.journey import Journey

        if isinstance(here := event.pane.screen, FarmScreen):
            sought = f"{event.place.level.noun} {self._link.label(event.key)}"
            self._set_out(Journey(here, event.seek, sought))

    def on_lead(self, event: "Lead") -> None:
        """Somebody wants to go on from a log, or from a timeline."""
        self._lead(event.screen, event.way, event.spot)

    def _lead(self, here: FarmScreen, way: str, spot: "Spot") -> None:
        """Go one of `app.tui.going.log_ways`' ways from a screen; say why where that cannot be."""
        from app.tui.going.journey import Journey
        from app.tui.going.log_ways import WAYS, sought

        if here.is_active:
            go = partial(WAYS[way], here, self._link, spot)
            self._set_out(Journey(here, go, sought(way, spot)))

    def _set_out(self, journey: "Journey") -> None:
        self._journey = journey
        self._go(journey)

    @work(exclusive=True, group="travel")
    async def _go(self, journey: "Journey") -> None:
        """Go there, and no longer where one was going before; say why where that cannot be."""
        try:
            await journey.go()
        except FarmtopError as error:
            if journey.leads_away:
                refuse(journey.here, str(error))
            else:  # Whoever went on to another screen has not given it up.
                self.notify(str(error), severity="warning", markup=False)
        finally:
            if self._journey is journey:
                self._journey = None

    async def on_event(self, event: events.Event) -> None:
        """Whoever presses another key, or clicks, waits no longer for where the last one leads."""
        journey = self._journey if self._does_more(event) else None
        await super().on_event(event)
        if journey is None or journey is not self._journey:
            return
        if journey.leads_away:
            self.action_give_up()
        else:
            journey.here.wait_no_more()

    def _does_more(self, event: events.Event) -> bool:
        """Whether somebody does something else by it.

        A click on a key at the foot is none yet: the key that it presses comes as another event.
        """
        if not isinstance(event, events.Key | events.MouseDown) or event.is_forwarded:
            return False
        if isinstance(event, events.Key):
            return True
        with suppress(NoWidget):
            return not isinstance(self.get_widget_at(*event.screen_offset)[0], ActiveKeys)
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to give up what somebody waits for, from the first moment on.

        Whoever presses Escape before that is told gives up as well, and does not go back.
        """
        if action == "give_up":
            return isinstance(self.screen, FarmScreen) and self.screen.is_waited
        return super().check_action(action, parameters)

    def action_give_up(self) -> None:
        """Go no further to where the last key leads."""
        self._journey = None
        self.workers.cancel_group(self, "travel")

    def action_wander(self, steps: int) -> None:
        """Go back in the history of places, or forward again."""
        from app.tui.going.travel import wander

        if isinstance(self.screen, LevelScreen) and not wander(self.screen, self._link, steps):
            words = f"This is the {'last' if steps > 0 else 'first'} place of the history."
            refuse(self.screen, words, severity="information")

    def _connect(self) -> None:
        self._hold()
        self._learn_account()
        if self._first_place is not None:
            self._go_to(self._first_place)

    @work
    async def _go_to(self, there: "FirstPlace") -> None:
        try:
            await there.go()
        except FarmtopError as error:
            if not there.ends_with(error):
                self.notify(str(error), severity="warning", markup=False)
                return
            self.exit(str(error), return_code=error.exit_code)

    @work
    async def _hold(self) -> None:
        try:
            await self._link.hold()
        except FarmtopError as error:
            self.exit(str(error), return_code=error.exit_code)

    @work
    async def _learn_account(self) -> None:
        """The lists say what is wrong with the credentials; here it is only tried again.

        The first rows go before it: it needs a client of its own, which takes as long to open.
        """
        service = await self._link.service()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._answered.wait(), ANSWERED_AFTER)
        backoff = Backoff(base=5.0, cap=60.0)
        while not self._link.account:
            try:
                self._link.account = (await service.identity()).account
            except FarmtopError as error:
                await asyncio.sleep(backoff.next(error.retry_after))
        for screen in self.screen_stack:
            if isinstance(screen, LevelScreen):
                screen.tell()
