"""Which names are close to one that nothing goes by: what was meant, perhaps."""

from collections.abc import Iterable

ALIKE = 0.6
"""From this ratio of `difflib` on, a name is close to another."""


def close_names(name: str, names: Iterable[str], most: int = 1, alike: float = ALIKE) -> list[str]:
    """So many of the names at most that are close to `name` but for case, the closest first.

    A thousand of them take some 40 ms: where there may be so many, this is for a thread.
    """
    import difflib  # noqa: PLC0415 - it is for mistakes alone

    alike_but_for_case: dict[str, dict[str, None]] = {}
    for one in names:
        alike_but_for_case.setdefault(one.casefold(), {})[one] = None
    close = difflib.get_close_matches(name.casefold(), alike_but_for_case, most, alike)
    return [one for folded in close for one in alike_but_for_case[folded]][:most]
