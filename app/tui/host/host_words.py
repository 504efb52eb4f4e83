"""What is said of a worker's machine: its figures, what is near its end, what was not looked at."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from app.host import PAGES, Heard, Point, Track
from app.logs.worker.host_figures import size_text
from app.resources.hosts import instance_type
from app.resources.level import Item, Place
from app.timeline import Chart, Seen
from app.tui.timeline.timeline_rows import TimelineRows
from app.tui.timeline.timeline_words import clock_text, stretch_text
from app.view import DASH, GLYPHS, Tone, count_text, duration_text, short_id
from widgets.bars.bar import Part
from widgets.charts.gantt_paint import GanttRow
from widgets.charts.gauge_paint import GaugePoint, GaugeRow
from widgets.charts.time_axis import Window

CALLS = 12
"""Calls that one look at what the worker did takes at most."""
SILENT = 150.0
"""Seconds after which nothing was told of the machine for too long: twice as long as usual."""


def gauge_rows(tracks: Sequence[Track]) -> tuple[GaugeRow, ...]:
    """A row for each figure."""
    return tuple(
        GaugeRow(
            label=track.gauge.name,
            points=tuple(
                GaugePoint(at, value, track.gauge.tone(value)) for at, value in track.points
            ),
            most=track.gauge.most,
            note="" if track.capacity is None else f"of {size_text(track.capacity)}",
        )
        for track in tracks
    )


def with_figures(
    rows: Sequence[GaugeRow], tracks: Sequence[Track], window: Window, moment: float | None
) -> tuple[GaugeRow, ...]:
    """The rows with what each figure was at a moment, or last, and its peak in the window."""
    return tuple(
        _with_figures(row, track, window, moment) for row, track in zip(rows, tracks, strict=True)
    )


def _with_figures(row: GaugeRow, track: Track, window: Window, moment: float | None) -> GaugeRow:
    now, peak = track.last, track.peak(window.start, window.end)
    at = now if moment is None else track.at(moment)
    (now_text, now_tone), (peak_text, peak_tone) = _figure(track, at), _figure(track, peak)
    return replace(row, now=now_text, now_tone=now_tone, peak=peak_text, peak_tone=peak_tone)


def _figure(track: Track, point: Point | None) -> tuple[str, Tone]:
    if point is None:
        return DASH, Tone.MUTED
    return track.gauge.unit.text(point.value), track.gauge.tone(point.value)


def notable(tracks: Sequence[Track]) -> tuple[float, ...]:
    """The moments at which any figure came near its end, in order."""
    return tuple(sorted({at for track in tracks for at in track.near_its_end()}))


def lanes_of(chart: Chart, silent: Set[str]) -> tuple[GanttRow, ...]:
    """What was done meanwhile; whose it is need not be said on a page about one worker.

    `silent` has the ids of what says nothing.
    """
    rows = TimelineRows().of(chart, {}, silent)
    return tuple(replace(row, label="actions") for row in rows)


@dataclass(frozen=True, slots=True)
class Machine:
    """What is known of a worker and of its machine."""

    place: Place
    item: Item
    heard: Heard
    tracks: tuple[Track, ...]


def summary(machine: Machine, window: Window | None, now: float) -> tuple[list[Part], list[Part]]:
    """The worker and what is near its end; for how long it was silent, and what is looked at."""
    level, item, heard = machine.place.level, machine.item, machine.heard
    status, label, own_id = level.status(item), level.label(item), short_id(item[level.key])
    word = "" if status is None else f"{GLYPHS[status.tone]} {status.word}"
    left = [
        Part(word, Tone.PLAIN if status is None else status.tone, strong=True),
        Part(label, strong=True, rank=5),
        Part("" if label == own_id else own_id, Tone.MUTED, rank=7),
        Part(instance_type(item), Tone.MUTED, rank=6),
        *_near_their_end(machine.tracks, window),
    ]
    silence = now - heard.samples[-1].moment if heard.samples else 0.0
    silent = f"silent for {duration_text(silence)}" if silence > SILENT else ""
    looked_at = "" if window is None else stretch_text(window, "%H:%M")
    return left, [Part(silent, Tone.WARN), Part(looked_at, Tone.MUTED, rank=2)]


def _near_their_end(tracks: Sequence[Track], window: Window | None) -> Iterator[Part]:
    for track in tracks:
        peak = None if window is None else track.peak(window.start, window.end)
        if peak is None:
            continue
        tone = track.gauge.tone(peak.value)
        if tone in {Tone.WARN, Tone.BAD}:
            value = track.gauge.unit.text(peak.value)
            text = f"{GLYPHS[tone]} {track.gauge.name} {value} at {clock_text(peak.moment)}"
            yield Part(text, tone, strong=tone is Tone.BAD, rank=0 if tone is Tone.BAD else 1)


def not_looked_at(heard: Heard, seen: Seen, window: Window | None, reading_back: bool) -> str:
    """One line about what was not looked at; empty where all that is shown was."""
    told = []
    if window is not None and heard.since is not None and heard.since > window.start:
        before = f"the log before {clock_text(heard.since)}"
        if reading_back:
            return f"{GLYPHS[Tone.WAITING]} Reading {before} …"
        if heard.is_all and not heard.at_beginning:
            told.append(f"{before}, to read no more than {count_text(PAGES, 'page')} back")
    if seen.trouble is not None and not seen.visits:
        told.append(f"what was done ({seen.trouble.error.what.rstrip('.')})")
    if seen.unread and not seen.loading:
        sessions = count_text(seen.unread, "session")
        told.append(f"what {sessions} did, to make no more than {CALLS} calls at once")
    return f"{GLYPHS[Tone.WARN]} Not looked at: {'; '.join(told)}." if told else ""
