"""Every job of a queue by aiohttp and json alone, as the least that a program can do.

    python -m tests.benchmarks.raw_pages http://127.0.0.1:8000 farm-... queue-...

It makes the calls that `farmtop ls jobs --all -o json` makes and writes a line a job, as they come.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from app.localfarm.process import ACCESS_KEY, REGION

PAGE_SIZE, LAST_OFFSET = 100, 10_000
_HEADERS = {
    "Authorization": f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20260101/{REGION}/deadline/"
    "aws4_request, SignedHeaders=host, Signature=0",
    "Content-Type": "application/json",
}


async def main(url: str, farm: str, queue: str) -> None:
    """Write the jobs of a queue, the newest first."""
    given: set[str] = set()
    async with aiohttp.ClientSession(headers=_HEADERS) as session:
        async for jobs in _pages(session, f"{url}/2023-10-12/farms/{farm}/search/jobs", queue):
            fresh = [job for job in jobs if job["jobId"] not in given]
            given = {job["jobId"] for job in jobs}
            sys.stdout.writelines(f"{json.dumps(job)}\n" for job in fresh)
            sys.stdout.flush()


async def _pages(
    session: aiohttp.ClientSession, url: str, queue: str
) -> AsyncIterator[list[dict[str, Any]]]:
    request: dict[str, Any] = {
        "queueIds": [queue],
        "sortExpressions": [{"fieldSort": {"name": "CREATED_AT", "sortOrder": "DESCENDING"}}],
        "pageSize": PAGE_SIZE,
        "itemOffset": 0,
    }
    while True:
        async with session.post(url, data=json.dumps(request)) as response:
            answer = json.loads(await response.read())
        jobs = answer["jobs"]
        yield jobs
        offset = answer.get("nextItemOffset")
        if offset is None and answer["totalResults"] < LAST_OFFSET:
            return
        if offset is None or offset >= LAST_OFFSET:
            created = {
                "name": "CREATED_AT",
                "operator": "LESS_THAN_EQUAL_TO",
                "dateTime": jobs[-1]["createdAt"],
            }
            filters = {"filters": [{"dateTimeFilter": created}], "operator": "AND"}
            if filters == request.get("filterExpressions"):
                return
            offset, request["filterExpressions"] = 0, filters
        request["itemOffset"] = offset


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
