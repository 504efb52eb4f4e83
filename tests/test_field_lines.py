"""Fields laid out in whatever width there is."""

from rich.console import Console

from app.tui.boxes.details_screen import flat
from app.tui.boxes.field_lines import FieldLines

WORKER = "worker-0123456789abcdef0123456789abcdef"
FIELDS = (
    ("workerId", WORKER),
    ("hostProperties.ipAddresses.ipV4Addresses[0]", "10.0.0.106"),
    ("status", "RUNNING"),
    ("description", "a sentence that is rather long"),
)


def lines(width: int, fields: tuple[tuple[str, str], ...] = FIELDS) -> list[str]:
    """What is painted in so many cells."""
    console = Console(width=width, color_system=None)
    with console.capture() as capture:
        console.print(FieldLines(fields))
    return [line.rstrip() for line in capture.get().splitlines()]


def test_values_stand_beside_their_names_where_there_is_room() -> None:
    assert lines(100) == [
        f"workerId                                      {WORKER}",
        "hostProperties.ipAddresses.ipV4Addresses[0]   10.0.0.106",
        "status                                        RUNNING",
        "description                                   a sentence that is rather long",
    ]


def test_a_name_that_is_too_long_leaves_ids_whole_and_stands_before_or_above_its_value() -> None:
    assert lines(66, (*FIELDS[:3], ("hostProperties.ipAddresses.ipV6Addresses[0]", "f" * 30))) == [
        f"workerId                  {WORKER}",
        "hostProperties.ipAddresses.ipV4Addresses[0]   10.0.0.106",
        "status                    RUNNING",
        "hostProperties.ipAddresses.ipV6Addresses[0]",
        f"                          {'f' * 30}",
    ]


def test_long_values_stand_below_where_it_is_narrow_and_are_folded_there() -> None:
    assert lines(30) == [
        "workerId",
        f"  {WORKER[:28]}",
        f"  {WORKER[28:]}",
        "hostProperties.ipAddresses.ipV",
        "4Addresses[0]",
        "  10.0.0.106",
        "status   RUNNING",
        "description",
        "  a sentence that is rather",
        "  long",
    ]


def test_short_names_need_little_room() -> None:
    assert lines(48, (("id", WORKER),)) == [f"id   {WORKER}"]


def test_wide_characters_count_as_they_are_seen() -> None:
    assert lines(60, (("名前", "火"), ("status", "RUNNING"))) == [
        "名前     火",
        "status   RUNNING",
    ]


def test_no_width_is_too_small() -> None:
    assert lines(1, (("a", "bc"),))


def test_the_lines_of_a_template_stay_lines_and_their_indents() -> None:
    template = "steps:\n  - name: render\n\n    script: run"
    [(name, value)] = flat({"template": template.replace("\n", "\r\n", 1) + "\n\x1b[2J"})
    assert lines(60, ((name, value),)) == [
        "template   steps:",
        "             - name: render",
        "",
        "               script: run",
        "           ␛[2J",
    ]
    assert lines(60, (("a.name.that.is.longer.than.most.of.them", "a\nb"),))[-1].split() == ["b"]


def test_dollars_are_read_as_such() -> None:
    budget = {"usages": {"approximateDollarUsage": 18206.89}, "approximateDollarLimit": 42000.0}
    assert dict(flat({**budget, "priority": 50})) == {
        "usages.approximateDollarUsage": "$18,206.89",
        "approximateDollarLimit": "$42,000.00",
        "priority": "50",
    }
