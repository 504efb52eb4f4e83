"""What a worker's log tells of its machine: read as it was written, held together over time."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.aws.pacing.backoff import Backoff
from app.host import GAUGES, HOLD, PAGES, Heard, Listener, Sample, Unit, sample_of, tracks
from app.host.listening import added_in
from app.lines import Splice
from app.logs.following.tail import Tail
from app.view import NO_TIME, LogLine, Tone
from tests.log_stream import PLACE, FakeStream, FakeTime

NOW = 1_795_303_918.0

AS_WRITTEN = {
    "level": "INFO",
    "ti": "📊",
    "type": "Metrics",
    "subtype": "System",
    "cpu-usage-percent": "98.6",
    "memory-total-bytes": "25276502016",
    "memory-used-bytes": "869773312",
    "memory-used-percent": "3.4",
    "swap-used-bytes": "0",
    "total-disk-bytes": "270553174016",
    "total-disk-used-bytes": "27744178176",
    "total-disk-used-percent": "0.1",
    "user-disk-available-bytes": "81200115712",
    "network-sent-bytes-per-second": "0",
    "network-recv-bytes-per-second": "2048",
    "disk-read-bytes-per-second": "0",
    "disk-write-bytes-per-second": "0",
}
"""As deadline-cloud-worker-agent 0.29.0 writes it."""


def line(moment: float, **metrics: str) -> LogLine:
    told = {name.replace("_", "-"): value for name, value in metrics.items()}
    head = {"level": "INFO", "type": "Metrics", "subtype": "System"}
    return LogLine(int(moment * 1000), json.dumps({**head, **told}))


def sample(moment: float, memory: float) -> Sample:
    return Sample(moment, {"memory": memory}, {"memory": 16 * 2**30})


def test_a_line_of_the_agent_tells_every_figure_with_its_unit() -> None:
    told = sample_of(LogLine(1_795_303_918_705, json.dumps(AS_WRITTEN, ensure_ascii=False)))
    assert told is not None
    assert told.moment == 1_795_303_918.705
    texts = {
        one.name: one.unit.text(told.values[one.name]) for one in GAUGES if one.name in told.values
    }
    assert texts == {
        "cpu": "98.6 %",
        "memory": "3.4 %",
        "swap": "0 B",
        "disk": "10.3 %",
        "disk reads": "0 B/s",
        "disk writes": "0 B/s",
        "received": "2.0 KiB/s",
        "sent": "0 B/s",
    }
    assert told.capacities == {"memory": 25276502016.0, "disk": 270553174016.0}


def test_no_gpu_and_no_swap_that_was_never_used_are_shown() -> None:
    told = sample_of(LogLine(1, json.dumps(AS_WRITTEN)))
    assert told is not None
    names = [track.gauge.name for track in tracks([told])]
    assert names == ["cpu", "memory", "disk", "disk reads", "disk writes", "received", "sent"]


@pytest.mark.parametrize(
    "message",
    [
        "",
        '{"type": "Metrics", "cpu-usage-percent"',
        '["Metrics"]',
        '{"type": "API", "subtype": "Metrics", "cpu-usage-percent": "3"}',
        json.dumps({"type": "Metrics", "cpu-usage-percent": "n/a", "memory-used-percent": "nan"}),
        json.dumps({"type": "Metrics", "total-disk-used-bytes": "1", "total-disk-bytes": []}),
    ],
)
def test_what_tells_of_no_figure_is_passed_over(message: str) -> None:
    assert sample_of(LogLine(1, message)) is None


def test_a_line_whose_time_nobody_knows_is_passed_over() -> None:
    assert sample_of(LogLine(NO_TIME, json.dumps(AS_WRITTEN))) is None


@given(
    st.dictionaries(
        st.sampled_from([m for g in GAUGES for m in g.metrics]), st.text() | st.floats().map(str)
    )
)
def test_whatever_the_metrics_are_no_value_is_endless(metrics: dict[str, str]) -> None:
    told = sample_of(LogLine(1, json.dumps({"type": "Metrics", **metrics})))
    for value in () if told is None else told.values.values():
        assert value - value == 0


def test_memory_and_disk_are_near_their_end_at_95_percent_and_a_busy_processor_is_not() -> None:
    tones = {gauge.name: [gauge.tone(value) for value in (89.9, 90.0, 95.0)] for gauge in GAUGES}
    assert tones["memory"] == tones["disk"] == [Tone.PLAIN, Tone.WARN, Tone.BAD]
    assert tones["cpu"] == [Tone.PLAIN, Tone.PLAIN, Tone.PLAIN]


def test_sizes_and_rates_have_no_highest_value() -> None:
    assert {gauge.most for gauge in GAUGES if gauge.unit is Unit.PERCENT} == {100.0}
    assert {gauge.most for gauge in GAUGES if gauge.unit is not Unit.PERCENT} == {None}


def test_what_was_told_last_counts_for_a_minute_and_a_half() -> None:
    (track,) = tracks([sample(NOW, 10), sample(NOW + 60, 99.2)])
    assert track.at(NOW - 1) is None
    assert track.at(NOW + 59) == (NOW, 10)
    assert track.at(NOW + 60 + HOLD) == track.last == (NOW + 60, 99.2)
    assert track.at(NOW + 61 + HOLD) is None
    assert track.capacity == 16 * 2**30


def test_only_where_it_had_not_been_before_a_figure_comes_near_its_end() -> None:
    values = [10, 96, 99.2, 10, 94.9, 95]
    (track,) = tracks([sample(NOW + 60 * minute, value) for minute, value in enumerate(values)])
    assert track.near_its_end() == (NOW + 60, NOW + 300)


MOMENTS = st.integers(0, 5_000).map(lambda second: NOW + second)
SAMPLES = st.lists(st.tuples(MOMENTS, st.integers(0, 100)), min_size=1).map(
    lambda told: [sample(moment, value) for moment, value in sorted(told)]
)


@given(SAMPLES, MOMENTS, st.integers(1, 4_000))
def test_no_value_of_a_stretch_of_time_is_above_its_peak(
    samples: list[Sample], start: float, length: int
) -> None:
    (track,) = tracks(samples)
    peak = track.peak(start, start + length)
    inside = [p for p in track.points if start - HOLD < p.moment <= start + length]
    assert (peak is None) == (not inside)
    if peak is not None:
        assert peak.value == max(point.value for point in inside)
        assert peak in inside


# Reading the log


def numbered(count: int) -> list[object]:
    return [object() for _ in range(count)]


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), max_size=6),
    st.integers(0, 6),
)
def test_lines_that_came_are_found_wherever_they_were_put(
    put: list[tuple[float, int]], before: int
) -> None:
    old = numbered(before)
    lines, splices = list(old), []
    for where, count in put:
        at = round(where * len(lines))
        lines[at:at] = numbered(count)
        splices.append(Splice(at, added=count))
    ranges = added_in(splices)
    assert ranges is not None
    found = [lines[index] for some in ranges for index in some]
    assert len(found) == len(set(map(id, found)))
    assert set(map(id, found)) == set(map(id, lines)) - set(map(id, old))


def test_where_lines_went_nothing_is_known_of_those_that_came() -> None:
    assert added_in([Splice(0, removed=1), Splice(0, added=1)]) is None


def stream_of(minutes: int, lines_a_minute: int = 1) -> FakeStream:
    """A log of so many minutes up to now, one of whose lines tells the memory each minute."""
    stream = FakeStream([])
    for minute in range(minutes):
        at = NOW - 60 * (minutes - 1 - minute)
        stream.lines.append(line(at, memory_used_percent=str(minute % 100)))
        stream.write(*["other"] * (lines_a_minute - 1), at=int(at * 1000))
    return stream


def listener_of(stream: FakeStream) -> tuple[Listener, Tail]:
    time = FakeTime(NOW + 1)
    tail = Tail(stream, PLACE, backoff=Backoff(random=lambda: 1.0), clock=time, wait=time.wait)
    return Listener(tail), tail


async def until_caught_up(news: AsyncGenerator[Heard, None]) -> Heard:
    async for heard in news:
        if heard.state.caught_up and heard.samples:
            return heard
    raise AssertionError("the log has ended")


async def test_its_end_is_read_first_and_what_comes_is_put_behind() -> None:
    stream = stream_of(3)
    listener, tail = listener_of(stream)
    async with aclosing(listener.follow()) as news:
        heard = await until_caught_up(news)
        assert [one.values["memory"] for one in heard.samples] == [0, 1, 2]
        assert heard.since == NOW - 120
        stream.lines.append(line(NOW + 0.5, memory_used_percent="99.2"))
        async for heard in news:
            if len(heard.samples) == 4:
                break
        assert heard.samples[-1].values["memory"] == 99.2
    tail.close()


async def test_it_reads_back_as_far_as_one_looks_and_says_how_far_that_is() -> None:
    stream = stream_of(600, lines_a_minute=10)
    listener, tail = listener_of(stream)
    async with aclosing(listener.follow()) as news:
        heard = await until_caught_up(news)
        assert heard.since is not None
        assert heard.since > NOW - 7_200
        heard = [one async for one in listener.read_back(NOW - 7_200)][-1]
    assert heard.since is not None
    assert heard.since <= NOW - 7_200
    moments = [one.moment for one in heard.samples]
    assert moments == sorted(set(moments))
    tail.close()


async def test_it_reads_no_more_pages_back_than_it_may() -> None:
    stream = stream_of(3_000, lines_a_minute=30)
    listener, tail = listener_of(stream)
    async with aclosing(listener.follow()) as news:
        heard = await until_caught_up(news)
        calls = len(stream.calls)
        stream.page_lines = 500
        heard = [one async for one in listener.read_back(0.0)][-1]
    assert heard.is_all
    assert not heard.at_beginning
    assert len(stream.calls) - calls == heard.pages == PAGES
    tail.close()
