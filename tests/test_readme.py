"""README says what is so: its keys, its policy, its commands."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from app.aws.reading.following import link_of
from app.config import Settings, load
from app.resources import LEVELS, inside
from app.resources.acts import ACTED_THROUGH, ACTS
from app.resources.columns import read_columns
from app.resources.level import Level
from app.tui.keyboard.actions import Scope
from app.tui.keyboard.keys import binding_ids, named_keys

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def keys_markdown() -> str:
    lines = []
    for scope in Scope:
        lines += ["", f"| {scope.value.lower()} | | id |", "|---|---|---|"]
        lines += [
            f"| `{keys.replace('|', '&#124;')}` | {does} | `{name}` |"
            for name, keys, does in named_keys(scope)
        ]
    return "\n".join(lines)


PICTURE = "tests/__snapshots__/test_tui_why/test_why_a_job_failed[narrow].svg"
"""The screen that README shows in letters: where it is read as text, there are no pictures."""

CELL = 12.2
"""Units of a picture that a cell is wide."""

WRITTEN = re.compile(r'<text [^>]*?x="([\d.]+)"[^>]*?-line-(\d+)\)"[^>]*>(.*?)</text>')
"""A text of a picture: where it begins, its line, and what it says."""


def screen_markdown() -> str:
    """The screen of a picture, in letters."""
    lines: dict[int, str] = {}
    for left, line, text in WRITTEN.findall((ROOT / PICTURE).read_text(encoding="utf-8")):
        before = lines.get(int(line), "").ljust(round(float(left) / CELL))
        lines[int(line)] = before + unescape(text).replace("\xa0", " ")
    shown = (lines.get(number, "").rstrip() for number in range(max(lines) + 1))
    return "\n".join(["```", *shown, "```"])


def operations_of(level: Level) -> set[str]:
    """The actions that IAM checks: a batch get is checked as the get of each item."""
    listings = [one for one in (level.listing, level.listing.instead) if one is not None]
    operations = {level.get, *(one.operation for one in listings)} - {None}
    return {f"{level.service}:{operation}" for operation in operations}


def levels_markdown() -> str:
    """Every level, where it is listed and where its items lead."""
    lines = ["", "| level | within | opens | log |", "|---|---|---|---|"]
    for level in LEVELS.values():
        above = "" if level.parent is None else f"a {LEVELS[level.parent].noun}"
        leads = inside(level)
        opens = "" if leads is None else f"`{leads.name}`"
        lines.append(f"| `{level.name}` | {above} | {opens} | {'`L`' if level.log else ''} |")
    return "\n".join(lines)


def test_the_screen_in_letters_is_that_of_the_picture() -> None:
    written = README.partition("<!-- screen -->\n")[2].partition("\n<!-- /screen -->")[0]
    assert written == screen_markdown(), f"Put this into README:\n{screen_markdown()}"


def test_the_table_of_levels_is_the_one_that_they_are_declared_in() -> None:
    written = README.partition("<!-- levels -->\n")[2].partition("\n<!-- /levels -->")[0]
    assert written == levels_markdown(), f"Put this into README:\n{levels_markdown()}"


def test_the_table_of_keys_is_the_one_that_binds_them() -> None:
    written = README.partition("<!-- keys -->\n")[2].partition("\n<!-- /keys -->")[0]
    assert written == keys_markdown(), f"Put this into README:\n{keys_markdown()}"


ROLES = ("AssumeQueueRoleForRead", "AssumeFleetRoleForRead")
"""The operations whose roles read the logs of sessions and of workers."""


def policies() -> list[Any]:
    """Those that looking takes, and those that acting takes."""
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", README, re.DOTALL)]


def test_the_policy_allows_what_the_levels_ask_for_and_nothing_else() -> None:
    first, second, third = policies()[0]["Statement"]
    used = set[str]().union(*(operations_of(level) for level in LEVELS.values()))
    assert set(first["Action"]) == used | {f"deadline:{one}" for one in ROLES}
    assert second["Action"] == "logs:GetLogEvents"
    assert third["Action"] == ["logs:DescribeLogStreams", "logs:GetLogEvents"]


def test_the_second_policy_allows_what_the_actions_ask_for_and_nothing_else() -> None:
    looking, acting = policies()
    (statement,) = acting["Statement"]
    used = {f"deadline:{act.operation}" for acts in ACTS.values() for act in acts}
    assert set(statement["Action"]) == used
    assert not any(action.startswith("deadline:Update") for action in action_names(looking))


def action_names(policy: Any) -> list[str]:
    """Everything that a policy allows."""
    actions = [statement["Action"] for statement in policy["Statement"]]
    return [name for one in actions for name in ([one] if isinstance(one, str) else one)]


def acts_markdown() -> str:
    """What can be done with the items of each level."""
    lines = ["", "| level | key | what | how it is asked for |", "|---|---|---|---|"]
    for level, acts in ACTS.items():
        for act in acts:
            value = act.value if isinstance(act.value, str) else "…"
            asks = f"`{act.operation}` with `{act.member}` {value}"
            lines.append(f"| `{level}` | `{act.key}` | {act.title} | {asks} |")
    for level, links in ACTED_THROUGH.items():
        led_to = [link for name in links if (link := link_of(LEVELS[level], name)) is not None]
        names = " and ".join(f"`{link.level}`" for link in led_to)
        lines.append(f"| `{level}` | | | as with the {names} to which they lead |")
    return "\n".join(lines)


def test_the_table_of_actions_is_the_one_that_they_are_declared_in() -> None:
    written = README.partition("<!-- acts -->\n")[2].partition("\n<!-- /acts -->")[0]
    assert written == acts_markdown(), f"Put this into README:\n{acts_markdown()}"


def linked() -> list[str]:
    """Every file that is linked."""
    return [unquote(place) for place in re.findall(r"\]\((?!http)([^)#]+)\)", README)]


def test_every_file_that_is_linked_exists() -> None:
    for place in linked():
        assert (ROOT / place).exists(), place


def test_pictures_are_those_that_other_tests_hold_current() -> None:
    pictures = [place for place in linked() if place.endswith(".svg")]
    assert pictures
    assert all(place.startswith("tests/__snapshots__/") for place in pictures)


def test_the_check_before_landing_runs_the_command_that_is_written_here() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pytest" not in script.replace("+ $tests", "")
    assert "README.md" in script
    assert ".venv/bin/python -m pytest" in README


def settings_block() -> str:
    """The settings that are shown, as one would write them."""
    return README.partition("```toml\n")[2].partition("```")[0]


def test_every_setting_is_shown() -> None:
    written = set(re.findall(r"^(?:# )?\[?(\w+)", settings_block(), re.MULTILINE))
    assert set(Settings.__struct_fields__) <= written


def test_the_settings_that_are_shown_make_sense(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(settings_block(), encoding="utf-8")
    chosen = load({"FARMTOP_SETTINGS": str(file)})
    assert read_columns(chosen.columns, LEVELS).keys() == chosen.columns.keys()
    assert chosen.keymap.keys() <= binding_ids()
