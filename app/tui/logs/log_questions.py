"""What the prompt of a log screen asks, and what becomes of the answers."""

from collections.abc import Callable
from typing import Protocol


class Question(Protocol):
    """Something that the prompt asks.

    An answer gives what is wrong with it; as long as that is not empty, the prompt goes on asking.
    """

    @property
    def sign(self) -> str:
        """What stands before the line."""
        ...

    def begin(self) -> str:
        """It is asked now; the text that the line begins with."""
        ...

    def typed(self, text: str) -> str:
        """The line reads so meanwhile."""
        ...

    def answered(self, text: str) -> str:
        """The line is finished."""
        ...

    def withdrawn(self) -> None:
        """There is no answer."""
        ...


class PatternQuestion:
    """Asks for a regular expression, which takes effect while it is typed and then stands.

    Withdrawn, the one before stands again.
    """

    def __init__(self, sign: str, take: Callable[[str], str], lift: Callable[[], None]) -> None:
        """`take` lets a pattern take effect and gives what is wrong with it."""
        self.sign = sign
        self.pattern = ""
        """The pattern that stands; empty where none does."""
        self._take = take
        self._lift = lift
        self._before = ""

    def begin(self) -> str:
        """Begin with the pattern that stands."""
        self._before = self.pattern
        return self.pattern

    def typed(self, text: str) -> str:
        """Let the pattern take effect; one that is wrong leaves everything as it is."""
        if text == self.pattern:
            return ""
        if not text:
            self.lift()
            return ""
        if problem := self._take(text):
            return problem
        self.pattern = text
        return ""

    def answered(self, text: str) -> str:
        """Let it stand."""
        return self.typed(text)

    def withdrawn(self) -> None:
        """Let what stood before stand again."""
        self.typed(self._before)

    def lift(self) -> None:
        """Let none stand."""
        if self.pattern:
            self.pattern = ""
            self._lift()


class LineQuestion:
    """Asks for a line that means nothing before it is finished."""

    def __init__(
        self, sign: str, answered: Callable[[str], str], begin: Callable[[], str] = str
    ) -> None:
        self.sign = sign
        self._answered = answered
        self._begin = begin

    def begin(self) -> str:
        """Begin with what is offered."""
        return self._begin()

    def typed(self, text: str) -> str:  # noqa: ARG002 - the protocol's
        """Nothing yet."""
        return ""

    def answered(self, text: str) -> str:
        """Do what is asked."""
        return self._answered(text)

    def withdrawn(self) -> None:
        """Nothing has been done."""
