"""The first line of every screen: whose farm, where one is, and how fresh what is shown is."""

import time

from textual.app import ComposeResult
from textual.containers import Horizontal

from app.tui.link import Link
from app.view import Tone
from widgets.bar import Bar, Part


class Header(Horizontal):
    """`farmtop  Aurora › lighting › jobs      studio · us-west-2 · 1111…3333      ● live 2s`.

    How fresh the screen is changes every second, so it is a widget of its own: little is painted.
    """

    def __init__(self, link: Link, trail: tuple[str, ...]) -> None:
        super().__init__(id="header")
        self._link = link
        self._trail = trail
        self._where = Bar(id="where")
        self._freshness = Bar(id="freshness")

    def compose(self) -> ComposeResult:
        """Where one is, and how fresh it is."""
        yield self._where
        yield self._freshness

    def show(self, freshness: Part) -> None:
        """Show how fresh the screen is, with what is known of the connection."""
        service = self._link.opened
        now = time.monotonic()
        calls = service.traffic.calls_a_minute(now) if service else 0
        throttled = service.traffic.throttles_a_minute(now) if service else 0
        self._where.show(
            [
                Part("farmtop", Tone.BUSY, strong=True, rank=3),
                Part(" › ".join(self._trail), strong=True, keeps_end=True),
            ],
            [
                Part(self._account(), Tone.MUTED, rank=2),
                Part(f"{throttled} throttled" if throttled else "", Tone.WARN, rank=1),
                Part(f"{calls:>3} calls/min", Tone.MUTED, rank=1),
            ],
        )
        self._freshness.show([], [freshness])

    def _account(self) -> str:
        """Profile, region, account and, where it is not AWS's own, the endpoint."""
        service = self._link.opened
        if service is None:
            return "connecting"
        account = self._link.account
        short = f"{account[:4]}…{account[-4:]}" if account else ""
        endpoint = service.endpoint.removeprefix("https://").removeprefix("http://")
        known = (service.profile, service.region, short, endpoint)
        return " · ".join(text for text in known if text)
