"""The lines that some changes brought are found where they stand after all of them."""

from hypothesis import given
from hypothesis import strategies as st

from app.headless.growth import added_lines
from app.lines import Splice
from app.logs.keeping.spool import Spool
from app.view import LogLine

CHANGES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 3)), max_size=6)


@given(changes=CHANGES)
def test_lines_that_came_and_stayed_are_found_in_their_order(
    changes: list[tuple[int, int, int]],
) -> None:
    messages = [f"old {index}" for index in range(8)]
    splices: list[Splice] = []
    for at, removed, added in changes:
        change = Splice(min(at, len(messages)), 0, added)
        change = change._replace(removed=min(removed, len(messages) - change.at))
        coming = [f"new {len(splices)}.{index}" for index in range(added)]
        messages[change.at : change.at + change.removed] = coming
        splices.append(change)
    lines = Spool(LogLine(0, message) for message in messages)
    found = [line.message for line in added_lines(lines, splices)]
    assert found == [message for message in messages if message.startswith("new")]
