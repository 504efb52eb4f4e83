"""What holds of every log that the embedded farm makes up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.localfarm.contract import Action, Session
from app.localfarm.logs.agent import WorkerScript
from app.localfarm.logs.failures import FAILURES
from app.localfarm.logs.renderers import RENDERERS
from app.localfarm.logs.scripts import SessionScript
from tests import records
from tests.records import T0, action, session, worker
from tests.test_localfarm_scripts import END, KINDS, pid, told


@st.composite
def some_actions(draw: st.DrawFn) -> list[Action]:
    """Actions one after another, some of which fail, are cut short or never start."""
    made: list[Action] = []
    clock = 0.5
    for number in range(draw(st.integers(0, 4))):
        started = clock + draw(st.floats(0.0, 5.0))
        clock = started + draw(st.floats(0.05, 30.0))
        one = action(number, draw(st.sampled_from(KINDS)), started, clock)
        key = draw(st.sampled_from(["", *FAILURES]))
        if key:
            one.failure, one.status = key, FAILURES[key].status
            one.exit_code, one.message = FAILURES[key].exit_code, FAILURES[key].message
            one.planned_end += draw(st.floats(0.0, 60.0))
        made.append(one)
    if len(made) == 4:
        made[-1].started_at = made[-1].ended_at = None
        made[-1].status = "NEVER_ATTEMPTED"
    return made


@st.composite
def sessions(draw: st.DrawFn, number: int = 0) -> Session:
    """A whole session, which has ended."""
    made = draw(some_actions())
    last = max((one.ended_at or T0 for one in made), default=T0) - T0
    whole = session(made, last + draw(st.floats(0.0, 5.0)), number)
    whole.renderer = draw(st.sampled_from([*RENDERERS, "unheard of"]))
    return whole


WAYS_TO_GO = st.sampled_from(["", "shutdown", "reclaimed", "crashed"])
MOMENTS = st.lists(st.floats(-40.0, 250.0), max_size=8).map(sorted)


@given(sessions(), MOMENTS, st.floats(0.2, 9.0), st.floats(-50.0, 250.0))
@settings(max_examples=60)
def test_a_session_reads_the_same_while_it_grows_and_when_it_has_ended(
    whole: Session, moments: list[float], rate: float, since: float
) -> None:
    record = records.blank_session(whole)
    records.reveal_session(record, whole, T0 + since)
    script = SessionScript(record, rate, since=T0 + since)
    grown: list[tuple[int, str]] = []
    at_once = SessionScript(whole, rate, since=T0 + since)
    for moment in [*moments, 1e6]:
        records.reveal_session(record, whole, T0 + moment)
        grown += script.lines(T0 + moment)
    assert grown == list(at_once.lines(END))
    assert script.finished


@given(sessions(), sessions(number=1), MOMENTS, WAYS_TO_GO)
@settings(max_examples=30)
def test_a_worker_reads_the_same_while_it_grows_and_when_it_has_ended(
    first: Session, second: Session, moments: list[float], ended_by: str
) -> None:
    gap = (first.ended_at or T0) - T0 + 1.0
    shift(second, gap)
    end = (second.ended_at or T0) - T0 + 2.0
    whole = worker([first, second], end, ended_by)
    record = worker([])
    script = WorkerScript(record)
    grown: list[tuple[int, str]] = []
    for moment in [*moments, 1e6]:
        records.reveal_worker(record, whole, T0 + moment)
        grown += script.lines(T0 + moment)
    assert grown == list(WorkerScript(whole).lines(END))
    assert script.finished


def shift(record: Session, seconds: float) -> None:
    """Moves a session in time."""
    record.started_at += seconds
    record.ended_at = (record.ended_at or T0) + seconds
    for one in record.actions:
        one.planned_end += seconds
        if one.started_at is not None and one.ended_at is not None:
            one.started_at += seconds
            one.ended_at += seconds


@given(sessions())
@settings(max_examples=30)
def test_lines_come_in_order_of_time_and_are_never_empty(whole: Session) -> None:
    lines = told(whole)
    assert lines == sorted(lines, key=lambda line: line[0])
    assert all(message for _, message in lines)


@given(sessions())
@settings(max_examples=30)
def test_the_lines_of_an_action_lie_between_its_start_and_its_end(whole: Session) -> None:
    heads = 0
    for one in whole.actions:
        if one.started_at is None or one.ended_at is None or one.ended_at - one.started_at < 0.1:
            continue
        start, end = int(one.started_at * 1000), int(one.ended_at * 1000 + 0.001)
        inside = [message for moment, message in told(whole) if start <= moment <= end]
        heads += any(message.startswith("--------- ") for message in inside)
        assert any(f"pid: {pid(inside)}" in message for message in inside)
    assert heads <= len(whole.actions)
