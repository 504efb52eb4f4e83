"""The first line of every screen: whose farm, where one is, and how fresh what is shown is."""

import time

from app.tui.link import Link
from app.view import Tone
from widgets.bar import Bar, Part


class Header(Bar):
    """`farmtop  Aurora › lighting › jobs      studio · us-west-2 · 1111…3333   ● live 2s`."""

    def __init__(self, link: Link, trail: tuple[str, ...]) -> None:
        super().__init__(id="header")
        self._link = link
        self._trail = trail

    def show_freshness(self, freshness: Part) -> None:
        """Show how fresh the screen is, with what is known of the connection."""
        service = self._link.opened
        calls = service.traffic.calls_a_minute(time.time()) if service else 0
        *above, last = self._trail
        self.show(
            [
                Part("farmtop", Tone.BUSY, strong=True, rank=3),
                Part(" › ".join([*above, last]), strong=True),
            ],
            [
                Part(self._where(), Tone.MUTED, rank=2),
                Part(f"{calls:>3} calls/min", Tone.MUTED, rank=1),
                freshness,
            ],
        )

    def _where(self) -> str:
        """Profile, region, account and, where it is not AWS's own, the endpoint."""
        service = self._link.opened
        if service is None:
            return "connecting"
        account = self._link.account
        short = f"{account[:4]}…{account[-4:]}" if account else ""
        endpoint = service.endpoint.removeprefix("https://").removeprefix("http://")
        known = (service.profile, service.region, short, endpoint)
        return " · ".join(text for text in known if text)
