"""Finding the few lines of a text that are worth a look, without looking at every one."""

from collections.abc import Callable
from itertools import compress, islice

_KNOWN_KINDS = 20_000
_AT_ONCE = 256
"""Kinds that are tested together: in so few there is seldom one that passes."""

_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz\n")
_LOWER = bytes(range(256)).lower()
_NO_LETTERS = bytes(code for code in range(256) if _LOWER[code] not in _LETTERS)


def kinds_of(text: str) -> list[bytes]:
    """Each line of a text in lower case and letters only.

    What a program prints again and again differs in its figures, and so is of one kind.
    """
    return text.encode("utf-8", "surrogatepass").translate(_LOWER, _NO_LETTERS).split(b"\n")


class Sieve:
    """Tells which lines are of a kind that passes a test; asks the test once for each kind.

    It costs about 0.1 µs a line where the kinds are few, and may be used in several threads.
    """

    def __init__(
        self, test: Callable[[bytes], object], any_passes: Callable[[bytes], object] | None = None
    ) -> None:
        """`any_passes` tells of many kinds at once, joined by line feeds, whether one of them may
        pass; where it is quick it spares most kinds the test."""
        self._test = test
        self._any_passes = any_passes
        self._known: dict[bytes, bool] = {}

    def passing(self, kinds: list[bytes]) -> list[int]:
        """The lines that pass, counted from 0."""
        known = self._known
        fresh = set(kinds).difference(known)
        if len(known) + len(fresh) > _KNOWN_KINDS:
            # Another thread may be in the midst of the old ones, so they are left alone.
            known, fresh = {}, set(kinds)
            self._known = known
        rest = iter(fresh)
        while some := list(islice(rest, _AT_ONCE)):
            if self._any_passes is None or self._any_passes(b"\n".join(some)):
                known.update((kind, bool(self._test(kind))) for kind in some)
            else:
                known.update(dict.fromkeys(some, False))
        return list(compress(range(len(kinds)), map(known.__getitem__, kinds)))
