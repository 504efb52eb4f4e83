"""Sessions that start and end while their logs are read, on a farm over real HTTP."""

from dataclasses import replace

from app.config import Settings
from app.localfarm.options import Options
from app.logs.following.cadence import LIVE_INTERVAL
from app.logs.merging.joining import TONES
from app.resources.level import Path
from app.view import count_text, short_id
from tests.live_farm import Clock, LiveFarm, above, live_farm, monitor
from tests.pilots import FarmPilot, bar, log, open_log, until, view

BUSY = Options(seed=3, jobs=40, workers=12, speed=40.0, log_rate=0.3)
"""A farm on which sessions last for seconds."""
STILL = replace(BUSY, speed=0.01)
"""One on which nothing happens while it is looked at."""

UNHEARD = Settings(stuck_after=0)
"""Nobody listens to what a list shows that runs: logs are read where they are open."""


def busiest_job(farm: LiveFarm) -> dict[str, str]:
    """The job with the most tasks to do of those with several sessions that run."""
    queue = farm.queue()
    jobs = {job["jobId"]: job for job in farm.items("ListJobs", "jobs", **queue)}
    paths = [
        {**queue, "jobId": key} for key in jobs if len(running(farm, {**queue, "jobId": key})) > 1
    ]
    return max(paths, key=lambda path: jobs[path["jobId"]]["taskRunStatusCounts"]["READY"])


def all_sessions(farm: LiveFarm, job: Path) -> set[str]:
    """The sessions of a job, whether they run or not."""
    return {each["sessionId"] for each in farm.items("ListSessions", "sessions", **job)}


def says_how_many_run(farm: LiveFarm, job: Path, pilot: FarmPilot) -> bool:
    """Whether the line above the log says how many sessions run."""
    return count_text(len(running(farm, job)), "session") in bar(pilot, "summary")


def running(farm: LiveFarm, job: Path) -> set[str]:
    """The sessions of a job that run."""
    listed = farm.items("ListSessions", "sessions", **job)
    return {each["sessionId"] for each in listed if each.get("endedAt") is None}


def read_of(pilot: FarmPilot) -> dict[str, list[tuple[int, str]]]:
    """What is loaded, by the label of the session."""
    lines: dict[str, list[tuple[int, str]]] = {label: [] for label in log(pilot).pane.labels}
    for line in view(pilot).lines:
        lines[log(pilot).pane.labels[line.origin]].append((line.timestamp, line.message))
    return lines


def colour_of(pilot: FarmPilot, label: str) -> object:
    """What a label on the screen is painted in."""
    strips = [view(pilot).render_line(y) for y in range(view(pilot).size.height)]
    return next(
        segment.style.color
        for strip in strips
        for segment in strip
        if segment.text.strip() == label and segment.style is not None
    )


async def test_sessions_join_as_they_start_and_leave_as_they_end() -> None:
    clock = Clock()
    async with live_farm(BUSY, clock=clock) as farm:
        job = busiest_job(farm)
        queue = {key: job[key] for key in ("farmId", "queueId")}
        async with monitor("jobs", queue, size=(140, 30)) as pilot:
            await open_log(pilot, "jobs", job["jobId"])
            first = log(pilot).pane.labels
            begun = running(farm, job)
            clock.pass_until(lambda: running(farm, job) - begun and begun - running(farm, job))
            await pilot.press("r")
            await until(pilot, lambda: len(log(pilot).pane.labels) > len(first))
            await until(pilot, lambda: says_how_many_run(farm, job, pilot))
            read = read_of(pilot)
            times = [line.timestamp for line in view(pilot).lines]
            sessions = {short_id(each): each for each in all_sessions(farm, job)}
        assert times == sorted(times)
        assert len(read) > len(first)
        for label, lines in read.items():
            written = farm.log_lines(job, sessions[label])
            start = written.index(lines[0]) if lines else 0
            assert lines == written[start : start + len(lines)], label


async def test_each_session_has_a_label_and_a_colour_of_its_own() -> None:
    async with live_farm(STILL) as farm:
        job = busiest_job(farm)
        queue = {key: job[key] for key in ("farmId", "queueId")}
        async with monitor("jobs", queue, size=(140, 30)) as pilot:
            await open_log(pilot, "jobs", job["jobId"])
            labels = log(pilot).pane.labels
            assert sorted(labels) == sorted(map(short_id, running(farm, job)))
            colours = []
            for origin, label in enumerate(labels):
                lines = view(pilot).lines
                index = next(at for at, line in enumerate(lines) if line.origin == origin)
                view(pilot).go_to(lines.first + index)
                await pilot.pause()
                colours.append(colour_of(pilot, label))
            assert len(set(colours[: len(TONES)])) == min(len(labels), len(TONES))


async def test_a_session_that_ends_while_it_is_read_says_so_and_is_asked_for_no_more() -> None:
    clock = Clock()
    async with live_farm(BUSY, clock=clock) as farm:
        session = farm.session()
        async with monitor("sessions", above(session), settings=UNHEARD) as pilot:
            await open_log(pilot, "sessions", session["sessionId"])
            await until(pilot, lambda: "following" in bar(pilot, "freshness"))
            clock.pass_until(lambda: session["sessionId"] not in running(farm, above(session)))
            await pilot.press("r")
            await until(pilot, lambda: "✔ complete" in bar(pilot, "freshness"))
            assert "ENDED" in bar(pilot, "summary")
            asked = farm.endpoint.calls["logs.GetLogEvents"]
            read = [(line.timestamp, line.message) for line in view(pilot).lines]
            written = farm.log_lines(session, session["sessionId"])
            assert read == written[-len(read) :]
            await pilot.press("r")
            calls = farm.endpoint.calls
            await pilot.press("escape")
            await until(pilot, lambda: calls["deadline.ListSessions"] > 1)
            assert calls["logs.GetLogEvents"] == asked


def put(farm: LiveFarm, job: Path, session: str, time: int, message: str) -> None:
    """Write one line into the log of a session."""
    farm.ask(
        "logs",
        "PutLogEvents",
        logGroupName=f"/aws/deadline/{job['farmId']}/{job['queueId']}",
        logStreamName=session,
        logEvents=[{"timestamp": time, "message": message}],
    )


def begins(farm: LiveFarm, job: Path, pilot: FarmPilot) -> bool:
    """Whether the first line that any session wrote is loaded."""
    first = min(farm.log_lines(job, session)[0] for session in running(farm, job))
    return view(pilot).lines[0].timestamp == first[0]


async def test_late_events_are_put_where_they_belong_and_marked() -> None:
    async with live_farm(STILL, fresh=True) as farm:
        job = busiest_job(farm)
        queue = {key: job[key] for key in ("farmId", "queueId")}
        settings = Settings(live_tail=True)
        async with monitor("jobs", queue, size=(140, 30), settings=settings) as pilot:
            await open_log(pilot, "jobs", job["jobId"])
            await pilot.press("g")
            await until(pilot, begins, farm, job, pilot)
            # Every one of them is told by its live tail what comes.
            await until(pilot, lambda: log(pilot).pane.state.interval == LIVE_INTERVAL)
            late = {}
            for session in running(farm, job):
                written = farm.log_lines(job, session)
                middle = written[len(written) // 2][0] + 1
                late[f"late in {session}"] = middle
                put(farm, job, session, middle, f"late in {session}")
            await until(pilot, lambda: {line.message for line in view(pilot).lines} >= late.keys())
            lines = list(view(pilot).lines)
        assert {line.message: line.timestamp for line in lines if line.late} == late
        assert [line.timestamp for line in lines] == sorted(line.timestamp for line in lines)
        labels = {line.message: line.origin for line in lines if line.late}
        assert len(set(labels.values())) == len(late)
