"""Stretches of the lines of a log, by index, which move as the lines do."""

from collections.abc import Iterable

from app.lines import Splice


def spliced(spans: Iterable[range], change: Splice) -> list[range]:
    """Sorted spans after a change to the lines; what came is in one of them."""
    behind = change.at + change.removed
    moved = change.added - change.removed
    before = [range(span.start, min(span.stop, change.at)) for span in spans]
    after = [range(max(span.start, behind) + moved, span.stop + moved) for span in spans]
    return joined([*before, range(change.at, change.at + change.added), *after])


def without(spans: Iterable[range], taken: range) -> list[range]:
    """Sorted spans where one has been taken out."""
    before = [range(span.start, min(span.stop, taken.start)) for span in spans]
    after = [range(max(span.start, taken.stop), span.stop) for span in spans]
    return joined([*before, *after])


def joined(spans: Iterable[range]) -> list[range]:
    """Spans as few as they can be, sorted; empty ones are left out."""
    kept: list[range] = []
    for span in sorted(filter(None, spans), key=lambda span: span.start):
        if kept and span.start <= kept[-1].stop:
            kept[-1] = range(kept[-1].start, max(kept[-1].stop, span.stop))
        else:
            kept.append(span)
    return kept
