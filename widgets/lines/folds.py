"""Sections of a log by their headings, and which of them are folded."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.lines import Splice
from app.lines.spans import joined
from app.view import NO_TIME, Tone
from widgets.lines.shown_rows import FOREVER, moved, positions


class Heading(Protocol):
    """What opens a section, told by the numbers of its lines."""

    @property
    def number(self) -> int:
        """The line that its row stands for."""
        ...

    @property
    def stop(self) -> int | None:
        """The line that no longer belongs to it; None while it goes on."""
        ...

    @property
    def depth(self) -> int:
        """0, or how many sections it is inside of."""
        ...

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def began(self) -> int:
        """Milliseconds since the epoch; `app.view.NO_TIME` where unknown."""
        ...

    @property
    def ended(self) -> int | None:
        """As `began`; None while it goes on."""
        ...

    @property
    def tone(self) -> Tone:
        """How it went."""
        ...

    @property
    def word(self) -> str:
        """How it went, in a word; empty where nothing says so."""
        ...

    @property
    def banner(self) -> range:
        """The lines that say no more than its row does."""
        ...


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and where its lines are by now."""

    heading: Heading
    number: int
    stop: int
    """Beyond every line while it goes on."""
    banner: range

    @property
    def end(self) -> int:
        """Behind the last line whose place is known."""
        stop = self.number + 1 if self.stop == FOREVER else self.stop
        return max(stop, self.banner.stop)

    @property
    def inside(self) -> range:
        """The lines that are gone while it is folded."""
        return range(self.number + 1, self.stop)


class Folds:
    """The sections of a log; lines are told by their numbers.

    Where all are folded, so are those that come, wherever they begin.
    """

    def __init__(self, *, all_folded: bool = False) -> None:
        self._headings: Sequence[Heading] = ()
        self._place(())
        self._all_folded = all_folded
        """Whether an outermost section is folded unless somebody unfolded it."""
        self._exceptions: set[int] = set()
        """The sections that are not as all of them are."""
        self._spared: int | None = None
        """The section that was left open where all are folded, as it went on."""

    def show(self, headings: Sequence[Heading]) -> bool:
        """These are the sections now, by their numbers; whether that is anything new."""
        if headings == self._headings:
            return False
        self._headings = headings
        self._place(
            [
                Section(each, each.number, FOREVER if each.stop is None else each.stop, each.banner)
                for each in headings
            ]
        )
        return True

    def splice(self, first: int, change: Splice) -> None:
        """The lines changed, the first of which had the number `first`."""
        gone, by = positions(first, change)
        if gone.start >= self._end or not (gone or by):
            return
        self._headings = ()
        self._exceptions = {moved(each, gone, by) for each in self._exceptions if each not in gone}
        if self._spared is not None:
            self._spared = None if self._spared in gone else moved(self._spared, gone, by)
        self._place(
            [
                Section(
                    each.heading,
                    moved(each.number, gone, by),
                    each.stop if each.stop == FOREVER else moved(each.stop, gone, by),
                    range(moved(each.banner.start, gone, by), moved(each.banner.stop, gone, by)),
                )
                for each in self._sections
                if each.number not in gone
            ]
        )

    def _place(self, sections: Sequence[Section]) -> None:
        self._sections = sections
        self._by_number = {each.number: each for each in sections}
        self._numbers = [each.number for each in sections]
        self._end = max((each.end for each in sections), default=-FOREVER)
        """Nothing that is known of them lies from here on."""
        self._outer = [each for each in sections if each.heading.depth == 0]
        self._outer_numbers = [each.number for each in self._outer]

    # Looking things up

    @property
    def numbers(self) -> Sequence[int]:
        """The lines of the headings."""
        return self._numbers

    @property
    def began(self) -> int:
        """When the first section began; `NO_TIME` where unknown."""
        return self._sections[0].heading.began if self._sections else NO_TIME

    def at(self, number: int) -> Section | None:
        """The section whose heading stands in this line."""
        return self._by_number.get(number)

    def around(self, number: int) -> Iterator[Section]:
        """The sections that a line is in, the innermost first; its heading is in it too."""
        for at in range(bisect_right(self._numbers, number) - 1, -1, -1):
            section = self._sections[at]
            if number < section.stop:
                yield section
            if section.heading.depth == 0:
                return

    def outermost(self, number: int) -> Section | None:
        """The section of the first depth that a line is in."""
        at = bisect_right(self._outer_numbers, number) - 1
        return self._outer[at] if at >= 0 and number < self._outer[at].stop else None

    def near(self, start: int, stop: int) -> Iterator[Section]:
        """The sections that have any of the lines from one number up to another."""
        yield from self.around(start)
        for number in self._numbers[bisect_right(self._numbers, start) :]:
            section = self._by_number[number]
            if min(number, section.banner.start) >= stop:
                return
            yield section

    @property
    def sections(self) -> Sequence[Section]:
        """All of them, by their numbers."""
        return self._sections

    # Folding

    def is_folded(self, section: Section) -> bool:
        """Whether only the heading is shown."""
        is_exception = section.number in self._exceptions
        return is_exception != (self._all_folded and section.heading.depth == 0)

    def covered(self, section: Section) -> Iterator[range]:
        """The lines that the row of a heading stands for, beside its own, as the section is now."""
        yield range(section.banner.start, section.number)
        yield range(section.number + 1, max(section.number + 1, section.banner.stop))
        if self.is_folded(section):
            yield section.inside

    @property
    def all_folded(self) -> bool:
        """Whether sections that come are folded."""
        return self._all_folded

    @property
    def spared(self) -> Section | None:
        """The section that was left open where all are folded, unless it was folded since."""
        section = None if self._spared is None else self.at(self._spared)
        return None if section is None or self.is_folded(section) else section

    def toggle(self, section: Section) -> None:
        """Fold a section, or unfold it."""
        self._exceptions ^= {section.number}

    def toggle_all(self) -> None:
        """Fold every section, or unfold every one where all of them are folded.

        One that was spared counts as folded.
        """
        spared = self.spared
        open_ones = any(each is not spared and not self.is_folded(each) for each in self._outer)
        if open_ones or not (self._all_folded or self._outer):
            self._exceptions -= set(self._outer_numbers)
            self._all_folded = True
        else:
            self._exceptions.clear()
            self._all_folded = False
        self._spared = None

    def spare_newest(self) -> bool:
        """Where all are folded, leave the last section open while it goes on; whether that is new.

        The one that was spared before is folded. One that somebody folds stays so.
        """
        newest = self._outer[-1] if self._outer else None
        if not self._all_folded or newest is None or newest.heading.ended is not None:
            return False
        if newest.number == self._spared:
            return False
        if self._spared is not None:
            self._exceptions.discard(self._spared)
        self._spared = newest.number
        self._exceptions.add(newest.number)
        return True

    def reveal(self, number: int) -> tuple[int, bool]:
        """Unfold whatever a line is folded into.

        Gives the line that is to be seen, which is that of the heading where the line is part of a
        banner; and whether anything was unfolded.
        """
        around = list(self.around(number))
        folded = [each for each in around if number in each.inside and self.is_folded(each)]
        for each in folded:
            self.toggle(each)
        banners = [each.number for each in around if number in each.banner]
        return (banners[0] if banners else number), bool(folded)

    def hidden(self) -> list[range]:
        """The lines that are not shown: what is folded, and banners but for one line of each."""
        return joined(lines for each in self._sections for lines in self.covered(each))
