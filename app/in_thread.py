"""Doing in a thread what must not be left half-done."""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


async def to_its_end(
    call: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
) -> Result:
    """What a call gives in a thread; whoever is cancelled meanwhile waits until it is over,
    however often.
    """
    cancelled: asyncio.CancelledError | None = None
    work = partial(copy_context().run, call, *arguments, **named)
    # No task: `asyncio.run` cancels every task there is, and this one would seem over.
    doing = asyncio.get_running_loop().run_in_executor(None, work)
    while not doing.done():
        try:
            await asyncio.wait([doing])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        doing.exception()  # what nobody has looked at would be complained of
        raise cancelled
    return doing.result()
