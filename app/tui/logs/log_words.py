"""What a log screen says about itself: how fresh it is, what it is of, and what was found in it."""

from dataclasses import dataclass, field

from app.errors import NotFoundError, Trouble
from app.logs.following.batch import LogState, Phase
from app.tui.logs.log_source import About
from app.tui.parts.words import retrying
from app.view import GLYPHS, Tone, count_text, duration_text, plain
from widgets.bars.bar import Part
from widgets.painting.cell_paint import bar

BAR_WIDTH = 16
"""Cells of the bar of progress."""


@dataclass(frozen=True, slots=True)
class Found:
    """How a search stands."""

    pattern: str = ""
    """What is searched for; empty where nothing is."""
    position: int = 0
    """Which of the matching lines is the current one, from 1; 0 where none is."""
    count: int = 0
    complete: bool = False
    """Whether every line has been looked at."""
    problem: str = ""
    """Why the looking was given up, if it was."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """How it stands where only the matching lines are shown."""

    pattern: str = ""
    """What lines must match; empty where all are shown."""
    shown: int = 0
    of: int = 0
    complete: bool = False
    """Whether every line has been looked at."""
    problem: str = ""
    """Why the looking was given up, if it was."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that decides what a log screen says at a moment."""

    about: About
    now: float
    """Seconds since the epoch."""
    state: LogState = field(default_factory=LogState)
    trouble: Trouble | None = None
    """Why the log was not found yet."""
    lines: int = 0
    """Lines that were loaded."""
    following: bool = True
    seen: int | None = None
    """When the last line in sight was written, in milliseconds since the epoch."""
    new_below: int = 0
    found: Found = Found()
    filtered: Filtered = Filtered()
    errors: int = 0
    """Lines that tell of an error."""
    looked_through: bool = True
    """Whether every line has been looked at for whether it tells of one."""
    progress: float | None = None
    """0 to 100, as the program in the session told it last."""
    doing: str = ""
    """What the program in the session said last that it does."""
    word: str = ""
    """What there is to say of the last key."""
    errand: str = ""
    """What goes on that takes long, and how to stop it; empty where nothing does."""


def age_text(seconds: float) -> str:
    """How long ago something was; from a minute on it changes by the minute alone."""
    minutes = int(seconds) // 60
    return f"{minutes}m" if 1 <= minutes < 60 else duration_text(seconds)


def freshness(reading: Reading) -> tuple[Part, Part]:
    """Whether the log is being followed, and how long ago what that is told of was.

    The second one ticks, so it is to be painted alone.
    """
    if reading.trouble is not None or reading.state.phase is Phase.RETRYING:
        return _stale(reading)
    if (rest := _AT_REST.get(reading.state.phase)) is not None:
        return rest, _NOTHING
    if not reading.following:
        return Part("⏸ paused", Tone.WARN, strong=True), Part(_screen_behind(reading), Tone.WARN)
    return _following(reading)


_NOTHING = Part("")
_AT_REST = {
    Phase.OPENING: Part(f"{GLYPHS[Tone.WAITING]} loading", Tone.WAITING),
    Phase.ENDED: Part(f"{GLYPHS[Tone.GOOD]} complete", Tone.GOOD),
}
"""Phases in which nothing ages."""


def _stale(reading: Reading) -> tuple[Part, Part]:
    trouble = reading.trouble
    if trouble is not None and isinstance(trouble.error, NotFoundError):
        return Part(f"{GLYPHS[Tone.WAITING]} waiting", Tone.WAITING), _NOTHING
    since = reading.state.since if trouble is None else trouble.since
    age = "" if since is None else age_text(reading.now - since)
    word = Part(f"{GLYPHS[Tone.BAD]} stale", Tone.BAD, strong=True)
    return word, Part(age, Tone.BAD, strong=True)


def _following(reading: Reading) -> tuple[Part, Part]:
    """While lines come, how far behind they are; in silence, for how long there were none."""
    word, behind = f"{GLYPHS[Tone.BUSY]} following", reading.state.behind(reading.now)
    if behind is None:
        return Part(word, Tone.GOOD), _NOTHING
    if reading.state.rate:
        return Part(word, Tone.GOOD), Part(f"{age_text(behind)} behind", Tone.GOOD)
    return Part(f"{word}  last line", Tone.GOOD), Part(f"{age_text(behind)} ago", Tone.GOOD)


def _screen_behind(reading: Reading) -> str:
    """How much older the screen is than the newest line."""
    newest, seen = reading.state.newest, reading.seen
    if newest is None or seen is None or newest < seen + 1000:
        return ""
    return f"{age_text((newest - seen) / 1000)} behind"


def summary(reading: Reading) -> tuple[list[Part], list[Part]]:
    """What the log is of and how far that is; how lines come in."""
    about, state = reading.about, reading.state
    status = about.status
    rate = f"{count_text(round(state.rate), 'line')}/s" if state.rate >= 1 else ""
    left = [
        Part("")
        if status is None
        else Part(f"{GLYPHS[status.tone]} {status.word}", status.tone, strong=True),
        Part(about.name, strong=True),
        Part(about.ending, Tone.PLAIN if status is None else status.tone),
        *(Part(fact, Tone.MUTED, rank=5) for fact in about.facts),
        *_progress(reading),
    ]
    return left, [Part(rate, Tone.MUTED, rank=2), Part(state.way, Tone.MUTED, rank=3)]


def _progress(reading: Reading) -> list[Part]:
    if reading.progress is None:
        return [Part(plain(reading.doing), Tone.BUSY, rank=4)]
    filled, empty = bar(reading.progress / 100, BAR_WIDTH)
    return [
        Part(f"{filled}{empty} {int(reading.progress)}%", Tone.BUSY, rank=1),
        Part(plain(reading.doing), rank=4),
    ]


def foot(reading: Reading) -> tuple[list[Part], list[Part]]:
    """What was found in the log; how much of it there is, and what came below."""
    state, found, filtered = reading.state, reading.found, reading.filtered
    left = [
        Part(reading.word, Tone.WARN),
        Part(reading.errand, Tone.BUSY),
        _errors(reading),
        Part(_glyphed(Tone.WARN, state.unread, "event", "could not be read"), Tone.WARN),
        Part(_glyphed(Tone.WARN, state.dropped, "line", "dropped"), Tone.WARN),
        Part(_search_text(found), Tone.WARN, strong=True),
        Part(_filter_text(filtered), Tone.WARN, strong=True),
    ]
    below = f"⏸ {reading.new_below:,} new below" if reading.new_below else ""
    return left, [Part(below, Tone.WARN, strong=True), _count(reading)]


def _errors(reading: Reading) -> Part:
    """How many errors there are, and whether there may be more."""
    going_on = "" if reading.looked_through or not reading.lines else "…"
    if going_on and not reading.errors:
        return Part(f"no error so far{going_on}", Tone.MUTED, rank=2)
    text = _glyphed(Tone.BAD, reading.errors, "error")
    return Part(text and f"{text}{going_on}", Tone.BAD, strong=True)


def _glyphed(tone: Tone, count: int, noun: str, what: str = "") -> str:
    return f"{GLYPHS[tone]} {count_text(count, noun)} {what}".rstrip() if count else ""


def _search_text(found: Found) -> str:
    if not found.pattern:
        return ""
    going_on = "" if found.complete else "…"
    counted = f"{found.position:,}/{found.count:,}{going_on}"
    problem = found.problem and (f"{counted}  {found.problem}" if found.count else found.problem)
    stands = problem or counted
    return f"{plain(f'/{found.pattern}')}  {stands}"


def slow_words(looked_at: float) -> str:
    """What is said of a search that goes on for long; `looked_at` is the part that it has."""
    return f"the search is slow, {looked_at:.0%} looked at"


def _filter_text(filtered: Filtered) -> str:
    if not filtered.pattern:
        return ""
    return "  ".join(part for part in (plain(f"&{filtered.pattern}"), filtered.problem) if part)


def _count(reading: Reading) -> Part:
    filtered = reading.filtered
    if not filtered.pattern:
        return Part(count_text(reading.lines, "line"), Tone.MUTED, rank=1)
    going_on = "" if filtered.complete else "…"
    shown = f"only {filtered.shown:,} of {count_text(filtered.of, 'line')}{going_on}"
    return Part(shown, Tone.WARN)


def no_lines(state: LogState, now: float) -> str:
    """What stands in for the lines of a log that was found and has none."""
    if stale := _stale_line(state, now):
        return stale
    return "The log is empty so far." if state.caught_up else "Loading the log …"


def what_is_wrong(state: LogState, now: float) -> str:
    """Why no new lines can be read, and why lines cannot be kept; empty where all is well."""
    lost = f"{GLYPHS[Tone.WARN]} {state.trouble}" if state.trouble else ""
    return "\n".join(line for line in (_stale_line(state, now), lost) if line)


def _stale_line(state: LogState, now: float) -> str:
    if not state.stale:
        return ""
    stale = f"{GLYPHS[Tone.BAD]} {state.stale}"
    if state.since is None or state.next_try is None:
        return stale
    return f"{stale}  {retrying(state.since, state.next_try, now)}"
