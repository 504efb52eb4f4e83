"""The pages of a list, each with the token that leads to it, so that any can be asked for again."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from msgspec import Struct

UNSEEN = 4
"""In one of so many refreshes a page is asked for whether anybody looks at it or not."""


class ListPage(Struct, eq=False):
    """What one token led to."""

    token: str | None
    """None of the first page."""
    keys: list[str]
    asked: int = 0
    """In which refresh it was asked for last."""


class ListPages:
    """Pages as they follow each other, each key on one of them.

    Items keep their order in a list, while any can come and go: what is pushed off the end of a
    page stands at the beginning of the next.
    """

    def __init__(self) -> None:
        self._pages: list[ListPage] = []
        self.following: str | None = None
        """The token of the page behind the last; None where nothing follows."""

    def __contains__(self, page: ListPage) -> bool:
        return page in self._pages

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def order(self) -> list[str]:
        """The keys on all pages."""
        return list(dict.fromkeys(chain.from_iterable(page.keys for page in self._pages)))

    def add(self, keys: Sequence[str], following: str | None, asked: int) -> None:
        """Put a page behind the last, with what stands on none before."""
        held = frozenset(self.order)
        self._pages.append(ListPage(self.following, [k for k in keys if k not in held], asked))
        self.following = following

    def put(self, page: ListPage, keys: Sequence[str], following: str | None, asked: int) -> bool:
        """Take what a page was told to be now, and what is the token of the next.

        False where nobody can tell from that what has become of what stood there; nothing is
        changed then.
        """
        before, now = page.keys, frozenset(keys)
        known = [place for place, key in enumerate(before) if key in now]
        is_first, is_last = page.token is None, following is None
        is_unknown = before and not known and not (is_first and is_last)
        has_lost_head = not is_first and before and known[:1] != [0]
        if is_unknown or has_lost_head:
            return False
        at = self._pages.index(page)
        pushed = (
            [] if is_last or self._reaches_on(at, now) else before[max(known, default=-1) + 1 :]
        )
        page.keys, page.asked = list(keys), asked
        self._take_from_others(page, now)
        self._go_on(at + 1, following, pushed)
        return True

    def remove(self, gone: Collection[str]) -> None:
        """Forget some keys."""
        for page in self._pages:
            page.keys = [key for key in page.keys if key not in gone]

    def due(self, seen: Iterable[str], refresh: int, number: int) -> list[ListPage]:
        """So many pages to ask for again in a refresh, by its number.

        They take turns: the first one and those of the keys that are seen, and now and then any.
        """
        if refresh % UNSEEN == 0:
            wanted = self._pages
        else:
            keys = frozenset(seen)
            wanted = [
                page for page in self._pages if page.token is None or not keys.isdisjoint(page.keys)
            ]
        return sorted(wanted, key=lambda page: page.asked)[:number]

    def _reaches_on(self, at: int, keys: frozenset[str]) -> bool:
        """Whether some of these stand on a page behind one."""
        return any(not keys.isdisjoint(page.keys) for page in self._pages[at + 1 :])

    def _take_from_others(self, owner: ListPage, keys: frozenset[str]) -> None:
        for page in self._pages:
            if page is not owner and not keys.isdisjoint(page.keys):
                page.keys = [key for key in page.keys if key not in keys]

    def _go_on(self, at: int, token: str | None, pushed: list[str]) -> None:
        """The page at a place is led to by a token now, and begins with what was pushed there."""
        if token is None:
            del self._pages[at:]
            self.following = None
        elif at < len(self._pages):
            page = self._pages[at]
            page.token, page.keys = token, [*pushed, *page.keys]
        elif pushed:
            self._pages.append(ListPage(token, pushed))
        else:
            self.following = token
