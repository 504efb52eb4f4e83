"""A small endpoint that answers calls of AWS over HTTP as a test tells it to."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import parse_qs

import botocore.session
from aiohttp import web


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it arrived."""

    operation: str
    access_key: str
    host: str
    query: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back."""

    body: Any = field(default_factory=dict)
    """Encoded as JSON unless it is a text."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Answer: TypeAlias = Reply | Callable[[web.Request], Awaitable[web.StreamResponse]]
"""A reply, or what makes the response itself."""


def refusal(
    code: str, message: str = "as the test has it", status: int = 400, **more: str
) -> Reply:
    """An error as the JSON protocols send it; `more` are headers."""
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    return Reply({"__type": code, "message": message}, status, {"x-amzn-errortype": code} | headers)


IDENTITY = Reply(
    "<GetCallerIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'>"
    "<GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/wrangler</Arn>"
    "<UserId>AIDA</UserId><Account>111122223333</Account></GetCallerIdentityResult>"
    "</GetCallerIdentityResponse>",
    headers={"Content-Type": "text/xml"},
)


class Endpoint:
    """The endpoint of every service at once."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[Seen] = []
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        self._arrived = asyncio.Event()

    def answer(self, operation: str, *answers: Answer) -> None:
        """Sets the answers of an operation, in order; the last one is given for ever."""
        self._answers[operation] = list(answers)

    def calls(self, operation: str) -> list[Seen]:
        """The requests of one operation."""
        return [seen for seen in self.seen if seen.operation == operation]

    async def until_called(self, operation: str, times: int = 1) -> None:
        """Waits until so many requests of an operation have arrived."""
        while len(self.calls(operation)) < times:
            self._arrived.clear()
            await self._arrived.wait()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answers one request."""
        text = (await request.read()).decode()
        operation = _operation(request, text)
        signed = re.search(r"Credential=([^/]+)/", request.headers.get("Authorization", ""))
        body = json.loads(text) if text.startswith("{") else {}
        key = signed[1] if signed else ""
        self.seen.append(Seen(operation, key, request.host, dict(request.query), body))
        self._arrived.set()
        answers = self._answers[operation]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if not isinstance(answer, Reply):
            return await answer(request)
        content = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        return web.Response(text=content, status=answer.status, headers=answer.headers)


def _operation(request: web.Request, text: str) -> str:
    target = request.headers.get("X-Amz-Target", "")
    if target:
        return target.rpartition(".")[2]
    if "Action=" in text:
        return parse_qs(text)["Action"][0]
    routes = _routes()
    return next(
        name
        for (method, path), name in routes.items()
        if method == request.method and re.fullmatch(path, request.path)
    )


@cache
def _routes() -> dict[tuple[str, str], str]:
    session: Any = botocore.session.Session()
    model = session.get_service_model("deadline")
    https = ((name, model.operation_model(name).http) for name in model.operation_names)
    return {
        (http["method"], re.sub(r"{[^}]+}", "[^/]+", http["requestUri"].partition("?")[0])): name
        for name, http in https
    }
