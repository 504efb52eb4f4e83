"""What a page of jobs costs: to parse, and to fetch and write among all pages of a queue.

    python -m tests.benchmarks.bench_pages [--jobs 185000] [--runs 3]

A page of 100 jobs is parsed from the same bytes by each parser. Then the jobs of the first queue of
an embedded farm in another process, 100,000 of 185,000, are listed from start to end by `farmtop ls
jobs --all` and by a loop of aiohttp and json alone (tests/benchmarks/raw_pages.py). What counts is
processor time of the measured process, the least of the runs: farmtop keeps to its pace of ten
calls a second, the loop to none. Linux.
"""

import argparse
import asyncio
import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from aiobotocore.parsers import AioResponseParserFactory
from botocore.parsers import ResponseParserFactory

from app.aws.wire.parsing import ParserFactory
from app.aws.wire.timestamps import parse_timestamp
from app.localfarm.models import service_model
from app.localfarm.options import Options
from tests.benchmarks.programs import FARMTOP, farm
from tests.benchmarks.report import milliseconds, print_table
from tests.benchmarks.terminal import ROOT, peak_mib
from tests.clients import client

RAW = (sys.executable, "-m", "tests.benchmarks.raw_pages")
PAGE = 100
"""Items of a page."""
STILL = 1e-6
"""The speed of a farm in which nothing happens."""
REPEATS = 20
"""How often a page is parsed in a run."""


def page_of(jobs: Any, place: Mapping[str, Any]) -> dict[str, Any]:
    """A page of 100 jobs as botocore hands it to a parser; `jobs` is a client."""
    pages: list[dict[str, Any]] = []

    def keep(response_dict: dict[str, Any], **_more: object) -> None:
        pages.append(response_dict)

    jobs.meta.events.register("before-parse.deadline.SearchJobs", keep)
    jobs.search_jobs(
        farmId=place["farmId"], queueIds=[place["queueId"]], itemOffset=0, pageSize=PAGE
    )
    return pages[0]


def parsers(page: dict[str, Any]) -> dict[str, Callable[[], object]]:
    """By name, what parses the page once."""
    shape = service_model("deadline").operation_model("SearchJobs").output_shape
    assert shape is not None
    stock = ResponseParserFactory().create_parser("rest-json")
    fast_times: Any = AioResponseParserFactory()
    fast_times.set_parser_defaults(timestamp_parser=parse_timestamp)
    own = ParserFactory(parse_timestamp)
    loop = asyncio.new_event_loop()

    def run(factory: Any) -> object:
        return loop.run_until_complete(factory.create_parser("rest-json").parse(page, shape))

    return {
        "boto3": lambda: stock.parse(page, shape),
        "botocore with farmtop's timestamps": lambda: run(fast_times),
        "farmtop": lambda: run(own),
        "json.loads alone": lambda: json.loads(page["body"]),
    }


def cost(parse: Callable[[], object]) -> float:
    """Seconds of processor time that it takes once, when it has all that it makes only once."""
    parse()
    gc.collect()
    gc.freeze()
    begun = time.process_time()
    for _ in range(REPEATS):
        parse()
    return (time.process_time() - begun) / REPEATS


class Listing(NamedTuple):
    """What it took to list all jobs."""

    cpu: float
    """Seconds of processor time."""
    mib: float
    """The most memory."""
    whole: float
    """Seconds until it was done."""
    lines: int


def listing_cost(command: Sequence[str], variables: Mapping[str, str]) -> Listing:
    """Run a command that lists jobs to its end."""
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=dict(variables), stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        lines, mib = 0, 0.0
        for lines, _ in enumerate(child.stdout, 1):
            if lines % PAGE == 0:
                mib = peak_mib(child.pid)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    cpu = usage.ru_utime + usage.ru_stime
    return Listing(cpu, mib, time.perf_counter() - begun, lines)


def least(measured: Callable[[], float], runs: int) -> float:
    """The least of the runs: what else a machine does only adds to it."""
    return min(measured() for _ in range(runs))


def first_queue(deadline: Any) -> dict[str, str]:
    """The ids that lead to the first queue of the first farm, which has most of the jobs."""
    place: dict[str, str] = {"farmId": deadline.list_farms()["farms"][0]["farmId"]}
    return {**place, "queueId": deadline.list_queues(**place)["queues"][0]["queueId"]}


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=185_000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with farm(Options(jobs=given.jobs, speed=STILL)) as variables:
        deadline = client("deadline", variables["AWS_ENDPOINT_URL"])
        place = first_queue(deadline)
        _print_parsing(page_of(deadline, place), given.runs)
        _print_listing(place, variables, given.runs)


def _print_parsing(page: dict[str, Any], runs: int) -> None:
    costs = {name: least(partial(cost, parse), runs) for name, parse in parsers(page).items()}
    most = costs["boto3"]
    rows = [(name, milliseconds(one), f"1/{most / one:.1f}") for name, one in costs.items()]
    title = f"A page of 100 jobs, {len(page['body']):,} bytes, parsed"
    print_table(title, ("", "CPU ms", "of boto3"), rows)


def _print_listing(place: Mapping[str, str], variables: Mapping[str, str], runs: int) -> None:
    within = ("--farm-id", place["farmId"], "--queue-id", place["queueId"])
    commands = {
        "aiohttp and json alone": (*RAW, variables["AWS_ENDPOINT_URL"], *place.values()),
        "farmtop ls --all -o json": (*FARMTOP, "ls", "jobs", *within, "--all", "-o", "json"),
        "farmtop ls --all": (*FARMTOP, "ls", "jobs", *within, "--all"),
    }
    costs = {
        name: min(listing_cost(command, variables) for _ in range(runs))
        for name, command in commands.items()
    }
    least_cost = costs["aiohttp and json alone"].cpu
    rows = [
        (name, f"{cpu:.2f}", f"{cpu / least_cost:.2f}", f"{mib:.0f}", f"{whole:.1f}", f"{lines:,}")
        for name, (cpu, mib, whole, lines) in costs.items()
    ]
    print_table(
        "All jobs of a queue, listed",
        ("", "CPU s", "ratio", "peak MiB", "whole s", "lines"),
        rows,
    )


if __name__ == "__main__":
    main()
