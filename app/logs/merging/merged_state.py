"""How several logs are doing, as one."""

from collections import Counter
from collections.abc import Sequence

from app.logs.following.batch import LogState, Phase
from app.logs.following.followed import Followed, Origin


def merged_state(
    parts: Sequence[tuple[Origin, Followed]],
    *,
    may_grow: bool,
    given_up: Sequence[tuple[Origin, Followed]] = (),
) -> LogState:
    """The state of all of them together, with those that were `given_up` and hold up no end.

    As long as one can be read the whole is followed: what the others complain of stands in `stale`
    all the same, behind the label of the first that complains. So it does where the whole has
    ended, but then nothing is tried again.
    """
    states = [(origin, part.state) for origin, part in (*parts, *given_up)]
    phase = _phase(
        [part.state.phase for _, part in parts], may_grow=may_grow, is_refused=bool(given_up)
    )
    reading = [state for _, state in states if state.phase is not Phase.ENDED]
    complaint = next(((origin, state) for origin, state in states if state.stale), None)
    trouble = next(((origin, state) for origin, state in states if state.trouble), None)
    is_over = complaint is None or phase is Phase.ENDED
    return LogState(
        phase=phase,
        caught_up=all(state.caught_up for _, state in states),
        newest=max((state.newest for _, state in states if state.newest is not None), default=None),
        rate=round(sum(state.rate for _, state in states), 1),
        stale="" if complaint is None else _labelled(complaint[0], complaint[1].stale),
        refused=any(state.refused for _, state in states),
        since=None if complaint is None or is_over else complaint[1].since,
        next_try=None if complaint is None or is_over else complaint[1].next_try,
        way=_most_common([state.way for state in reading if state.way]),
        interval=min((state.interval for state in reading if state.interval), default=None),
        unread=sum(state.unread for _, state in states),
        dropped=sum(state.dropped for _, state in states),
        trouble="" if trouble is None else _labelled(trouble[0], trouble[1].trouble),
    )


def _phase(phases: Sequence[Phase], *, may_grow: bool, is_refused: bool) -> Phase:
    reading = {phase for phase in phases if phase is not Phase.ENDED}
    if not reading:
        if not may_grow:
            return Phase.ENDED
        if is_refused:
            return Phase.RETRYING
        return Phase.FOLLOWING if phases else Phase.OPENING
    return next(
        phase for phase in (Phase.FOLLOWING, Phase.RETRYING, Phase.OPENING) if phase in reading
    )


def _labelled(origin: Origin, text: str) -> str:
    return f"{origin.label}: {text}" if origin.label else text


def _most_common(ways: Sequence[str]) -> str:
    return Counter(ways).most_common(1)[0][0] if ways else ""
