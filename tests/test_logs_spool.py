"""The lines of a log that were read so far."""

from hypothesis import given
from hypothesis import strategies as st

from app.lines import Splice
from app.logs.spool import CHUNK_LINES, Spool
from app.view import LogLine

messages = st.text(st.characters(codec=None), max_size=8)
logs = st.lists(
    st.tuples(st.integers(-5, 5), messages).map(lambda told: LogLine(*told)), max_size=12
)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("append"), logs),
        st.tuples(st.just("prepend"), logs),
        st.tuples(st.just("truncate"), st.integers(0, 20)),
    )
)


def told(splice: Splice) -> tuple[Splice, ...]:
    return (splice,) if splice else ()


def numbered(count: int) -> list[LogLine]:
    return [LogLine(number, f"line {number}") for number in range(count)]


@given(changes=changes, start=st.integers(-30, 30), stop=st.integers(-30, 30))
def test_a_spool_reads_like_a_list_whatever_happens_to_it(
    changes: list[tuple[str, list[LogLine] | int]], start: int, stop: int
) -> None:
    spool, model = Spool(), list[LogLine]()
    for change, value in changes:
        if isinstance(value, int):
            went = max(0, len(model) - value)
            assert spool.truncate(value) == told(Splice(value, went, 0))
            del model[value:]
        elif change == "append":
            assert spool.append(value) == told(Splice(len(model), 0, len(value)))
            model.extend(value)
        else:
            assert spool.prepend(value) == told(Splice(0, 0, len(value)))
            model[:0] = value
    assert len(spool) == len(model)
    assert list(spool) == model
    assert [spool[index] for index in range(len(model))] == model
    assert spool[start:stop] == model[start:stop]
    assert spool[::-2] == model[::-2]


def test_lines_stay_in_order_across_chunks() -> None:
    lines = numbered(CHUNK_LINES * 3 + 5)
    spool = Spool(lines[CHUNK_LINES + 7 :])
    spool.prepend(lines[: CHUNK_LINES + 7])
    assert list(spool) == lines
    assert spool[CHUNK_LINES + 6 : CHUNK_LINES + 9] == lines[CHUNK_LINES + 6 : CHUNK_LINES + 9]
    assert spool[-1] == lines[-1]


def test_what_is_cut_off_is_gone_and_what_is_left_grows_on() -> None:
    lines = numbered(CHUNK_LINES + 50)
    spool = Spool(lines)
    assert spool.truncate(CHUNK_LINES - 3) == (Splice(CHUNK_LINES - 3, 53, 0),)
    spool.append(lines[:2])
    assert list(spool) == [*lines[: CHUNK_LINES - 3], *lines[:2]]


def test_a_time_leads_to_the_first_line_that_is_as_young() -> None:
    spool = Spool(LogLine(at, "") for at in (10, 20, 20, 20, 30))
    assert [spool.since(at) for at in (0, 10, 15, 20, 21, 30, 31)] == [0, 0, 1, 1, 4, 4, 5]


def test_windows_cover_the_lines_once() -> None:
    spool = Spool(numbered(10))
    assert [len(window) for window in spool.windows(4, start=1)] == [4, 4, 1]
    assert [line for window in spool.windows(4) for line in window] == numbered(10)
