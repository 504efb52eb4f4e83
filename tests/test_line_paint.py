"""How a line of a log and the heading of a section look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from app.lines.line_pattern import LinePattern, pattern_of
from app.view import GLYPHS, NO_TIME, Tone, plain
from widgets.log.heading_paint import HeadingText, paint_heading, span_text
from widgets.log.line_paint import (
    INDENT,
    LATE,
    MARKED,
    Highlight,
    LineStyles,
    LineView,
    Painted,
    message_width,
    paint_line,
    rows_of,
)

STYLES = LineStyles(
    tones={tone: Style(color=f"color({at})") for at, tone in enumerate(Tone)},
    time=Style(dim=True),
    mark=Style(bold=True),
    current=Style(bgcolor="grey11"),
    match=Style(bgcolor="yellow"),
    current_match=Style(bgcolor="red"),
    highlights=(Style(bgcolor="blue"), Style(bgcolor="green")),
)
messages = st.text(
    st.one_of(st.sampled_from("ab 全e\u0301👩\u200d\x1b\t\u202e"), st.characters()), max_size=300
)


def pattern(text: str) -> LinePattern:
    found = pattern_of(text)
    assert isinstance(found, LinePattern)
    return found


def styled(strip: Strip, style: Style) -> str:
    """What of a strip is in a style."""
    return "".join(segment.text for segment in strip if segment.style == style)


@given(
    messages,
    st.integers(1, 130),
    st.integers(0, 20),
    st.tuples(st.sampled_from([0, 12]), st.sampled_from([0, 4])),
    st.booleans(),
)
def test_every_strip_is_exactly_as_wide_as_the_view(
    message: str, width: int, left: int, columns: tuple[int, int], wrap: bool
) -> None:
    view = LineView(width, STYLES, *columns, 0 if wrap else left, wrap)
    line = Painted(message, Tone.BAD, "03:12:07.118", "+0:08:31", "W", search=pattern("a|全"))
    strips = paint_line(view, line)
    assert strips
    assert wrap or len(strips) == 1
    for strip in strips:
        assert strip.cell_length == width == cell_len(strip.text)
        assert strip.text.isprintable() or not strip.text.isascii()


@given(messages.map(plain), st.integers(1, 50))
def test_the_rows_of_a_wrapped_line_are_all_of_it_and_none_is_too_wide(
    text: str, room: int
) -> None:
    rows = rows_of(text, room)
    assert "".join(text[start:stop] for start, stop in rows) == text
    for row, (start, stop) in enumerate(rows):
        most = max(1, room - INDENT) if row else room
        assert cell_len(text[start:stop]) <= most or stop - start == 1 or len(rows) == 1
        assert stop > start or rows == [(0, 0)]


@given(st.text("ab", max_size=60), st.integers(0, 40))
def test_an_ascii_line_and_one_with_wide_characters_are_cut_alike(text: str, left: int) -> None:
    view = LineView(30, STYLES, left=left)
    ascii_only = paint_line(view, Painted(text + "cc", search=pattern("ab+")))[0]
    others = paint_line(view, Painted(text + "çç", search=pattern("ab+")))[0]
    assert ascii_only.text == others.text.replace("ç", "c")
    assert styled(ascii_only, STYLES.match) == styled(others, STYLES.match)


@given(st.text("abc", max_size=40))
def test_what_is_searched_for_covers_what_stays_highlighted(text: str) -> None:
    highlights = (Highlight(pattern("ab"), 0), Highlight(pattern("bc"), 3))
    strip = paint_line(
        LineView(60, STYLES), Painted(text, search=pattern("c+a"), highlights=highlights)
    )[0]
    colours = [""] * len(text)
    for name, found in (("blue", "ab"), ("green", "bc"), ("yellow", "c+a")):
        for start, stop in pattern(found).spans(text):
            colours[start:stop] = [name] * (stop - start)
    cells = [
        segment.style.bgcolor.name if segment.style and segment.style.bgcolor else ""
        for segment in strip
        for _ in segment.text
    ]
    assert cells[3 : 3 + len(text)] == colours
    assert strip.text.strip() == text


def test_all_that_stands_before_a_message_has_its_column() -> None:
    view = LineView(120, STYLES, 12, 4)
    line = Painted("killed", Tone.BAD, "03:12:07.118", "+0:08:31", "W", Tone.MUTED, True, True)
    text = paint_line(view, line)[0].text
    assert text.rstrip() == f"{MARKED}{GLYPHS[Tone.BAD]}{LATE}W    03:12:07.118  +0:08:31  killed"
    assert paint_line(view, Painted("killed"))[0].text.rstrip() == " " * view.before + "killed"
    assert paint_line(LineView(40, STYLES, 12, 4), line)[0].text[3:].rstrip() == "killed"


def test_glyphs_take_one_cell() -> None:
    assert {cell_len(glyph) for glyph in (MARKED, LATE, *GLYPHS.values())} == {1}


def test_a_wrapped_line_is_indented_from_its_second_row_on() -> None:
    view = LineView(13, STYLES, wrap=True)
    texts = [strip.text for strip in paint_line(view, Painted("0123456789abcdefghij"))]
    assert texts == ["   0123456789", "     abcdefgh", "     ij      "]


def test_the_current_line_has_another_ground_but_where_it_matches() -> None:
    line = Painted("a needle", is_current=True, search=pattern("needle"), is_found=True)
    strip = paint_line(LineView(60, STYLES), line)[0]
    assert styled(strip, STYLES.current_match) == "needle"
    grounds = {segment.style.bgcolor for segment in strip if segment.style}
    assert grounds == {STYLES.current.bgcolor, STYLES.current_match.bgcolor}


def test_the_width_of_a_message_is_that_of_what_is_shown_of_it() -> None:
    assert message_width("全\t\x1b[31mx\x1b[0m") == 2 + 4 + 1


# Headings

HEADING = HeadingText("Running Task  Frame=1043", Tone.BAD, "exit 137", "00:42 – 09:13")


def test_a_heading_says_on_the_right_how_it_went_and_when() -> None:
    text = paint_heading(80, STYLES, HEADING).text
    assert text.startswith(" ▾ Running Task  Frame=1043  ")
    assert text.endswith("  ✖ exit 137   00:42 – 09:13 ")


@pytest.mark.parametrize(
    ("width", "title"), [(45, " ▾ Running Task  Frame=1043 "), (30, " ▾ Running Task  …")]
)
def test_a_narrow_heading_leaves_the_times_out_and_then_cuts_its_title(
    width: int, title: str
) -> None:
    text = paint_heading(width, STYLES, HEADING).text
    assert text.startswith(title)
    assert text.endswith(" ✖ exit 137 ")


@given(messages, messages, st.integers(1, 120), st.integers(0, 3), st.sampled_from(Tone))
def test_a_heading_is_exactly_as_wide_as_the_view(
    title: str, word: str, width: int, depth: int, tone: Tone
) -> None:
    heading = HeadingText(title, tone, word, "00:42 – 09:13", depth, is_folded=True)
    strip = paint_heading(width, STYLES, heading)
    assert strip.cell_length == width == cell_len(strip.text)


@pytest.mark.parametrize(
    ("began", "ended", "text"),
    [
        (42_000, 553_400, "00:42 – 09:13"),
        (3_600_000, None, "1:00:00 –"),
        (NO_TIME, None, ""),
        (0, 0, "00:00 – 00:00"),
    ],
)
def test_when_a_section_was_is_counted_from_the_beginning(
    began: int, ended: int | None, text: str
) -> None:
    assert span_text(began, ended, 0) == text
