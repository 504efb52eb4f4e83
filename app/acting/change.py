"""What is asked of a service about some items, and what it answers about each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.resources.acts import Act
from app.view import count_text

MOST_AT_ONCE = 100
"""Items that a batch operation takes."""


@dataclass(frozen=True, slots=True)
class Target:
    """One item that is to be changed."""

    key: str
    label: str
    """What a person calls it."""
    ids: Mapping[str, str]
    """The members that say which one it is."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call."""

    operation: str
    parameters: Mapping[str, object]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One action on one item or more."""

    act: Act
    value: str | int
    """How the items are to be from then on."""
    targets: tuple[Target, ...]

    @property
    def wanted(self) -> dict[str, str | int]:
        """The member that is set, and what to."""
        return {self.act.member: self.value}

    @property
    def short(self) -> str:
        """What the audit trail calls it: `cancel`, `priority 80`."""
        amount = self.act.value
        return self.act.name if isinstance(amount, str) else f"{amount.recorded} {self.value}"

    @property
    def brief(self) -> str:
        """A word or two about it, where there is little room: `cancel`, `pri 80`."""
        amount = self.act.value
        return self.act.name if isinstance(amount, str) else f"{amount.brief} {self.value}"

    @property
    def title(self) -> str:
        """What is asked of what: `Cancel 3 jobs`, `Priority 80 of the job sq010`."""
        noun, amount = self.act.noun, self.act.value
        one = len(self.targets) == 1
        what = f"the {noun} {self.targets[0].label}" if one else count_text(len(self.targets), noun)
        if isinstance(amount, str):
            return self.act.asked_of(what)
        return f"{amount.what.capitalize()} {self.value} of {what}"

    def requests(self) -> Iterator[Request]:
        """The calls that make it, in order."""
        many = self.act.many
        if many is None or len(self.targets) == 1:
            for target in self.targets:
                parameters = {**target.ids, **self.wanted}
                yield Request(self.act.operation, parameters, (target,))
            return
        for start in range(0, len(self.targets), MOST_AT_ONCE):
            part = self.targets[start : start + MOST_AT_ONCE]
            items = [{**target.ids, **self.wanted} for target in part]
            yield Request(many.operation, {many.listed: items}, part)


class Answer(StrEnum):
    """What became of a change of one item."""

    ASKED = "requested"
    """The service has not answered yet."""
    ACCEPTED = "accepted"
    """The service will bring it about, or has done so."""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """No answer came: it may have been brought about or not."""
    NOT_ASKED = "not asked"
    """Something that was wrong with those before it would be wrong with it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a change of one item."""

    target: Target
    answer: Answer
    error: str = ""
    """Why not, as a sentence."""
    asked_anew: str = ""
    """How the item is, where no answer came and the service has told of the item since."""
