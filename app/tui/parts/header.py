"""The first line of every screen: whose farm, where one is, and how fresh what is shown is."""

import time
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal

from app.tui.connection.traffic_words import TrafficWords
from app.view import Tone
from widgets.bars.bar import Bar, Part

if TYPE_CHECKING:  # A saved log is shown without a connection, and sooner.
    from app.tui.connection.link import Link


USUAL = 5.0
"""Seconds between two looks at the traffic, while there is nothing to tell of it but its calls."""

NEXT = "⇥"
"""The key that goes to what is beside, as it is written on keyboards."""


class Header(Horizontal):
    """`farmtop  Aurora › lighting › jobs      studio · us-west-2 · 1111…3333      ● live 2s`.

    How fresh the screen is may change every second, so it is a widget of its own: little is
    painted. Where only its age ticks, that is another one.
    """

    def __init__(
        self,
        link: "Link | None",
        trail: tuple[str, ...],
        beside: tuple[str, ...] = (),
        service: str = "",
    ) -> None:
        """`link` is the connection; None where none is needed for what is shown.

        `beside` is what else there is at the same place, and `service` what is asked there where
        that may be in a Region of its own.
        """
        super().__init__(id="header")
        self._link = link
        self._trail = trail
        self._service = service
        self._beside = [
            Part(f"{NEXT} {text}" if not at else text, Tone.MUTED, rank=3 + at, goes_on=at > 0)
            for at, text in enumerate(beside)
        ]
        self._traffic = TrafficWords()
        self._where = Bar(id="where")
        self._freshness = Bar(id="freshness")
        self._age = Bar(id="age")

    def compose(self) -> ComposeResult:
        """Where one is, and how fresh it is."""
        yield self._where
        yield self._freshness
        yield self._age

    def lead(self, trail: tuple[str, ...]) -> None:
        """Be told what leads here; it is shown the next time."""
        self._trail = trail

    def show(self, freshness: Part, age: Part | None = None) -> None:
        """Show how fresh the screen is, with what is known of the connection."""
        name = Part("farmtop", Tone.BUSY, strong=True, rank=20)
        trail = Part(" › ".join(self._trail), strong=True, keeps_end=True)
        left = [name, trail, *self._beside]
        self._where.show(left, [] if self._link is None else self._connection(self._link))
        self._freshness.show([], [freshness])
        self._age.show([], [] if age is None else [age])
        self._age.display = age is not None and bool(age.text)

    @property
    def holds_for(self) -> float:
        """Seconds after which it is looked again whether the connection is what it was."""
        is_known = self._link is None or bool(self._link.account)
        return USUAL if is_known and self._traffic.is_usual else 1.0

    def _connection(self, link: "Link") -> list[Part]:
        parts = [Part(_account(link, self._service), Tone.MUTED, rank=2)]
        if (service := link.opened) is not None:
            parts += self._traffic.parts(service.traffic, service.pace, time.monotonic())
        return parts


def _account(link: "Link", asked: str) -> str:
    """Profile, the Region that is asked, account and, where it is not AWS's own, the endpoint."""
    service = link.opened
    if service is None:
        return "connecting"
    account = link.account
    short = f"{account[:4]}…{account[-4:]}" if account else ""
    endpoint = service.endpoint.removeprefix("https://").removeprefix("http://")
    known = (service.profile, service.region_of(asked), short, endpoint)
    return " · ".join(text for text in known if text)
