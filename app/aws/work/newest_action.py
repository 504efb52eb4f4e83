"""The action that a session has begun last, however many it has run and in whichever order."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from app.aws.reading.budget import Budget, SpentError
from app.aws.reading.pages import pages
from app.resources.level import Item, Path, Place
from app.resources.session_actions import SESSION_ACTIONS, has_ended


class Looked:
    """The actions of a session that were looked at.

    Their order is documented nowhere: a page whose times fall is taken for a list that falls.
    """

    def __init__(self, matters: Callable[[Item], bool]) -> None:
        """`matters` says of an action whether it is one of those that are looked for."""
        self._matters = matters
        self.actions: list[Item] = []
        self.newest: Item | None = None
        """The one of those that has begun last, as far as was looked."""
        self.is_told = False
        """Whether none that was not looked at can have begun later."""
        self.is_cut = False
        """Whether there are more than so many calls list, among which it may be."""

    def look(self, actions: tuple[Item, ...], *, are_last: bool) -> None:
        """Look at some more."""
        self.actions += actions
        begun = [one for one in actions if one.get("startedAt") and self._matters(one)]
        for action in begun:
            if self.newest is None or action["startedAt"] >= self.newest["startedAt"]:
                self.newest = action
        times = [action["startedAt"] for action in begun]
        falls = len(set(times)) > 1 and times == sorted(times, reverse=True)
        # A session does one thing at a time.
        self.is_told = are_last or falls or any(not has_ended(action) for action in begun)


async def look_through(budget: Budget, session: Path, looked: Looked) -> None:
    """Look at the actions of a session until enough is told. Raises what the calls raise."""
    async with aclosing(looks(budget, session, looked)) as coming:
        async for _ in coming:
            pass


async def looks(budget: Budget, session: Path, looked: Looked) -> AsyncGenerator[None, None]:
    """Look at a page of actions after the other, and yield after each, until enough is told.

    `session` has the ids that lead to it, its own last. The cost is that of listing its actions,
    ListSessionActions, a call for a hundred of them, as far as the budget goes. Raises what the
    calls raise, but for the end of the budget, which is noted.
    """
    try:
        async with aclosing(pages(budget, Place(SESSION_ACTIONS, session))) as coming:
            async for page in coming:
                looked.look(page.items, are_last=page.last)
                yield
                if looked.is_told:
                    return
    except SpentError:
        looked.is_cut = True
