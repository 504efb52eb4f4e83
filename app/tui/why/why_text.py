"""What the page about why something failed reads: a row for each group, and the proof of one."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.console import Group as Parts
from rich.style import Style
from rich.text import Text

from app.logs.files.time_text import Zone
from app.tui.boxes.field_lines import FieldLines
from app.view import GLYPHS, Align, Cell, Column, LogLine, Row, Tone
from app.why.as_text import facts, fate_text, how_many, proof_parts, tone_of, where_text, why_text
from app.why.report import Group, Report
from widgets.table.table_layout import lay_out, wanted_widths

AGAIN = "r finds out again, Esc goes back."
"""What one can do where there is nothing to show."""
STUCK = "Nothing has failed, but that may be stuck."
"""Said of what is silent where that is all there is."""
UNSTICK = (
    "↵ opens its log; in a list M shows its machine;\n"
    "a on its session ends that, and what ran in it is given to another one."
)
"""What one can do about what is silent."""
WHY = "why"
COLUMNS = (
    Column("failed", "FAILED", 10),
    # Step and hosts stand below it too, so they are the first to give way to the answer.
    Column(WHY, "WHY", 56, grows=True),
    Column("step", "STEP", 12, rank=1),
    Column("hosts", "HOSTS", 5, Align.RIGHT, rank=2),
)

LABELS = 8
"""Cells of what stands before the lines of logs, and before what else is told."""
MOST_LINES = 4
"""Lines of the screen that the line which tells may take."""
LEAST_ROOM = 24
"""Cells beside what stands before it in which that is still worth being read."""


def answer_text(group: Group) -> str:
    """The cause of a group, and what became of it."""
    fate = fate_text(group)
    return f"{why_text(group)} · {fate}" if fate else why_text(group)


def group_row(number: int, group: Group) -> Row:
    """A group as a row; its key is its number."""
    tone = tone_of(group)
    cells = (
        Cell(f"{GLYPHS[tone]} {how_many(group)}", tone, order=len(group.attempts)),
        Cell(answer_text(group)),
        Cell(step) if (step := group.first.step_title) else Cell(),
        Cell(f"{len(group.hosts):,}", order=len(group.hosts)) if group.hosts else Cell(),
    )
    return Row(str(number), cells, tone)


def is_cut(group: Group, rows: Sequence[Row], width: int) -> bool:
    """Whether the answer of a group is not read whole in a table of these rows and that width."""
    layout = lay_out(COLUMNS, width, wanted_widths(COLUMNS, rows))
    return cell_len(answer_text(group)) > layout.widths.get(WHY, 0)


def telling_line(group: Group, origin: str) -> LogLine | None:
    """The line of one log that tells, or else its time where that ended which failed."""
    span = group.first.span
    ended = None if span is None else LogLine(span[1], "")
    return next((one.line for one in group.proofs if one.origin == origin), ended)


def paragraphs(*texts: str) -> str:
    """Texts below each other, but for those that are empty."""
    return "\n\n".join(filter(None, texts))


def whole_answer(report: Report, telling: Style) -> Text:
    """An answer of which there is nothing to be shown; what has failed all the same is painted as
    what tells."""
    tone = Tone.PLAIN if report.unseen else Tone.GOOD
    glyph = GLYPHS[Tone.BAD if report.has_failed else tone]
    style = telling if report.has_failed else Style()
    return Text.assemble((f"{glyph} {report.summary}.", style), f"\n\n{AGAIN}")


def unstick_text(report: Report) -> str:
    """What one can do about what is silent, and that there is nothing else, where that is so."""
    return UNSTICK if report.has_failed else f"{STUCK}\n{UNSTICK}"


class Telling(Struct, frozen=True):
    """The line of a log that tells, whole: below its beginning where it is too long."""

    before: str
    """What stands before it: whose log it is, a mark, the time of day."""
    message: str
    style: Style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Rich asks for what is to be painted."""
        indent, width = len(self.before), options.max_width
        if width - indent < LEAST_ROOM:
            whole = Text(self.before + self.message, self.style)
            yield from whole.wrap(console, width, overflow="fold")[:MOST_LINES]
            return
        lines = Text(self.message, self.style).wrap(console, width - indent, overflow="fold")
        for number, line in enumerate(lines[:MOST_LINES]):
            yield Text.assemble((" " * indent if number else self.before, self.style), line)


def proof_text(
    group: Group, now: float, zone: Zone, telling: Style, *, answers: bool
) -> RenderableType:
    """Where a group's failures are, the lines that show them, and what else is told of them.

    It `answers` where the row of the group has no room for all of the answer. Lines around the one
    that tells are cut, since the log is but a key away.
    """
    parts: list[RenderableType] = []
    if answers:
        parts.append(Text(answer_text(group), "bold"))
    parts.append(Text(f"{where_text(group)}\n"))
    for proof in group.proofs:
        for index, (before, message) in enumerate(proof_parts(proof, now, zone)):
            is_telling = index == proof.telling
            style = (Style() if proof.is_end else telling) if is_telling else Style(dim=True)
            if is_telling and proof.origin == "session":
                parts.append(Telling(before, message, style))
            else:  # what a worker's says first is what tells: its figures are long
                line = Text(before + message, style, no_wrap=True, overflow="ellipsis")
                parts.append(line)
    if group.proofs:
        parts.append(Text())
    return Parts(*parts, FieldLines(tuple(facts(group)), names=LABELS))
