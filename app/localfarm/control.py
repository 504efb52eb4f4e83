"""The control route: faults and counts, read and changed while the farm runs.

    GET /-/faults       {"faults": ["latency=0.25s"]}: what is in force
    PUT /-/faults       puts the faults of a body of the same form in force instead
    DELETE /-/faults    nothing is broken any more
    GET /-/calls        {"calls": {"deadline.ListJobs": 3}}: how often each operation was called
    DELETE /-/calls     begins to count anew

What makes no sense is answered with 400 and {"error": "..."}.
"""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping

from aiohttp import web

from app.localfarm.faults import Fault, Faults, check
from app.localfarm.receiving import body_of


class Control:
    """Answers the control route."""

    def __init__(self, faults: Faults, calls: Counter[str], operations: Collection[str]) -> None:
        self._faults = faults
        self._calls = calls
        self._operations = operations
        self._actions: Mapping[tuple[str, str], Callable[[web.Request], Awaitable[None]]] = {
            ("GET", "/-/faults"): _nothing,
            ("PUT", "/-/faults"): self._replace,
            ("DELETE", "/-/faults"): self._clear,
            ("GET", "/-/calls"): _nothing,
            ("DELETE", "/-/calls"): self._reset,
        }

    async def answer(self, request: web.Request) -> web.Response:
        """Do what a request asks for, and say how things are then."""
        action = self._actions.get((request.method, request.path))
        if action is None:
            return web.json_response({"error": "There is no such control."}, status=404)
        try:
            await action(request)
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response(self._state(request.path))

    def _state(self, path: str) -> dict[str, object]:
        if path == "/-/calls":
            return {"calls": dict(self._calls)}
        return {"faults": [str(fault) for fault in self._faults.active]}

    async def _replace(self, request: web.Request) -> None:
        body = await _json_of(request)
        texts = body.get("faults") if isinstance(body, dict) else None
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise ValueError('Expected {"faults": ["latency=250ms", ...]}')
        faults = [Fault.parse(text) for text in texts]
        check(faults, self._operations)
        self._faults.replace(faults)

    async def _clear(self, _request: web.Request) -> None:
        self._faults.replace(())

    async def _reset(self, _request: web.Request) -> None:
        self._calls.clear()


async def _json_of(request: web.Request) -> object:
    """The JSON value of a request's body; raises `ValueError`."""
    try:
        value: object = json.loads(await body_of(request))
    except RecursionError as error:
        raise ValueError("The body is nested too deeply") from error
    return value


async def _nothing(_request: web.Request) -> None:
    """Reading changes nothing."""
