"""What a timeline says: what its rows add up to, and what the cursor is on."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.resources.level import Item, statuses
from app.resources.session_actions import SESSION_ACTIONS
from app.stuck.silence import Silence
from app.stuck.words import last_line, silent_mark, silent_text
from app.timeline import Chart, Lane, RowsBy, Run, Seen, Spread
from app.timeline.looking import CALLS
from app.timeline.spread import MANY
from app.view import GLYPHS, Tone, count_text, duration_text, plain
from widgets.bars.bar import Part
from widgets.charts.time_axis import Window

SLOW = "!"
"""Marks what takes much longer than others of its step."""

STAYS = "stays here, f follows"
"""Said of a part of the time that does not go along with what runs."""

MOST_PART = 0.99
"""What a part reads at most that is not the whole."""

Spreads = Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around the action that the cursor is on."""

    job: str = ""
    """What its job is called, where there are several."""
    step: str = ""
    """What its step is called; empty where it is of none."""
    among: str = ""
    """Whose tasks of the step are looked at, where others may have more: `on this worker`."""
    until: float | None = None
    """Until when it is known to have run, in seconds since the epoch; None is now."""


def is_slow(run: Run, spread: Spreads) -> bool:
    """Whether a run takes, or took, much longer than others of its step."""
    return run.step in spread and spread[run.step].is_slow(run)


def summary(
    chart: Chart, by: RowsBy, spread: Spreads, silent: Container[str] = ()
) -> tuple[list[Part], list[Part]]:
    """How many are in which state; how well the workers are used."""
    actions = [run.action for run in chart.runs]
    states = [
        Part(f"{GLYPHS[status.tone]} {count:,} {status.word.lower()}", status.tone, rank=2 + place)
        for place, (status, count) in enumerate(statuses(SESSION_ACTIONS, actions).items())
    ]
    hushed = sum(run.key in silent for run in chart.runs)
    slow = sum(is_slow(run, spread) for run in chart.runs)
    waiting = f"{GLYPHS[Tone.WAITING]} {chart.waiting:,} waiting" if chart.waiting else ""
    return (
        [
            Part(silent_mark(hushed) if hushed else "", Tone.WARN, strong=True, rank=2),
            *states,
            Part(f"{SLOW} {slow:,} slow" if slow else "", Tone.WARN, rank=3),
            Part(waiting, Tone.WAITING, rank=8),
        ],
        [
            Part(f"{percent(chart.utilisation)} used" if chart.lanes else ""),
            Part(f"{duration_text(chart.idle)} idle" if chart.lanes else "", Tone.MUTED, rank=1),
            Part(
                count_text(len(chart.lanes), by.value) if chart.lanes else "", Tone.MUTED, rank=10
            ),
        ],
    )


def looked_at(window: Window | None, whole: Window | None = None) -> Part:
    """The stretch of time that is looked at, and of how much where that is a part."""
    if window is None:
        return Part("")
    of = "" if whole in {None, window} else f" of {duration_text(whole.length)}"
    return Part(f"{stretch_text(window)}{of}", Tone.MUTED, rank=9)


def following(*, is_followed: bool) -> Part:
    """Whether a part of the time that is looked at goes along with what runs, or how it would."""
    return Part(f"{GLYPHS[Tone.BUSY]} following", Tone.GOOD) if is_followed else Part(STAYS)


def about(
    run: Run | None, lane: Lane | None, details: Item | None, spread: Spreads, around: Around
) -> tuple[list[Part], list[Part]]:
    """The action that the cursor is on, in two lines; the second is of what it is a part of."""
    if run is None or lane is None:
        return [], []
    itself = _itself(run, lane, details or run.action, around.until)
    return list(itself), list(_among(run, lane, spread, around))


def about_silence(silence: Silence, now: float) -> list[Part]:
    """What is said first of an action that is silent: for how long, and its last line."""
    return [
        Part(silent_text(silence, now), Tone.WARN, strong=True),
        Part(last_line(silence), Tone.WARN),
    ]


def cursor_time(moment: float | None) -> list[Part]:
    """When the cursor is, where it is not merely at the end of an action."""
    return [] if moment is None else [Part(f"▾ {clock_text(moment)}", strong=True)]


def not_seen(seen: Seen) -> str:
    """One line about what was not looked at; empty where all of it was."""
    told = []
    if seen.unread:
        told.append(f"{count_text(seen.unread, 'session')} that ended earlier")
    if seen.uncounted:
        told.append("what comes after the first 500 sessions")
    if seen.cut:
        told.append(f"later actions of {count_text(seen.cut, 'session')}")
    if not told or seen.loading:
        return ""
    return (
        f"{GLYPHS[Tone.WARN]} Not looked at, to make no more than {CALLS} calls: {', '.join(told)}."
    )


def percent(part: float | None) -> str:
    """A part of a whole: `78%`, and `100%` only of all of it; nothing where there is no whole."""
    if part is None:
        return ""
    return f"{part if part == 1 else min(part, MOST_PART):.0%}"


def clock_text(moment: float) -> str:
    """A time of day here."""
    return f"{datetime.fromtimestamp(moment).astimezone():%H:%M:%S}"


def stretch_text(window: Window, clock: str = "%H:%M:%S") -> str:
    """A stretch of time and how long it is: `11-22 03:00:00 – 03:15:00  15m`."""
    first, last = (datetime.fromtimestamp(at).astimezone() for at in (window.start, window.end))
    other_day = "" if first.date() == last.date() else f"{last:%m-%d} "
    length = duration_text(window.length)
    return f"{first:%m-%d} {first:{clock}} – {other_day}{last:{clock}}  {length}"


def tone_of(run: Run) -> Tone:
    """That of its status."""
    return Tone.PLAIN if run.status is None else run.status.tone


def _itself(run: Run, lane: Lane, details: Item, until: float | None) -> Iterator[Part]:
    tone, status = tone_of(run), run.status
    yield Part(f"{GLYPHS[tone]} {status.word if status else ''}".strip(), tone)
    yield Part(run.title, strong=True)
    yield Part(duration_text(run.took.length))
    code, percent_done = details.get("processExitCode"), details.get("progressPercent")
    if code is not None:
        yield Part(f"exit {code}", Tone.BAD if code else Tone.PLAIN, rank=1)
    if run.is_running and percent_done is not None:
        yield Part(f"{percent_done:.0f}% done", rank=1)
    end = "now" if run.is_running and until is None else clock_text(run.took.end)
    later = " or later" if run.is_running and until is not None else ""
    yield Part(f"{clock_text(run.took.start)} – {end}{later}", Tone.MUTED, rank=3)
    yield Part(lane.label, Tone.MUTED, rank=2)
    yield Part(plain(str(details.get("progressMessage") or "")), rank=4)


def _among(run: Run, lane: Lane, spread: Spreads, around: Around) -> Iterator[Part]:
    usual = spread.get(run.step)
    if usual is not None and is_slow(run, spread):
        times = run.took.length / usual.median if usual.median else 0.0
        yield Part(f"{SLOW} slow: {times:.1f} × the median", Tone.WARN, strong=True)
    yield Part(f"job {around.job}" if around.job else "", Tone.MUTED)
    if run.step:
        words = "" if usual is None else f": {_how_long(usual, around.among)}"
        yield Part(f"step {around.step}{words}", Tone.MUTED)
    longest = max((gap.length for gap in lane.waits), default=0.0)
    before = next((gap for gap in lane.waits if gap.end == run.took.start), None)
    if before is not None:
        yield Part(f"idle {duration_text(before.length)} before", Tone.MUTED, rank=2)
    yield Part(
        f"{lane.label}: {percent(lane.utilisation)} used, "
        f"{count_text(len(lane.waits), 'gap')}, longest {duration_text(longest)}",
        Tone.MUTED,
        rank=1,
    )


def _how_long(usual: Spread, among: str) -> str:
    """How long the tasks of a step take: `12 tasks on this worker, median 1m02, longest 2m`."""
    count = " ".join(filter(None, (count_text(usual.count, "task"), among)))
    if usual.count == 1:
        return f"{count}, which took {duration_text(usual.median)}"
    many = usual.count >= MANY
    most = (
        f"95% within {duration_text(usual.p95)}"
        if many
        else f"longest {duration_text(usual.longest)}"
    )
    return f"{count}, median {duration_text(usual.median)}, {most}"
