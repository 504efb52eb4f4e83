"""Settings: which layer wins, and what is said of one that makes no sense."""

from pathlib import Path

import pytest

from app.config import Settings, load, settings_file
from app.errors import UsageError


@pytest.fixture
def settings(home: Path) -> Path:
    """The settings file, in its usual place; its folder exists."""
    path = settings_file({})
    assert path.is_relative_to(home)
    path.parent.mkdir(parents=True)
    return path


def test_without_anything_every_choice_is_left_to_aws() -> None:
    assert load({}) == Settings(profile=None, region=None, endpoint_url=None, theme="", keymap={})


def test_the_environment_overrules_the_file_and_a_flag_overrules_both(settings: Path) -> None:
    settings.write_text('profile = "file"\nregion = "file"\ntheme = "file"\n')
    environ = {"FARMTOP_PROFILE": "variable", "FARMTOP_REGION": "variable"}
    chosen = load(environ, profile="flag", region=None, endpoint_url=None)
    assert (chosen.profile, chosen.region, chosen.theme) == ("flag", "variable", "file")


def test_an_empty_variable_overrules_nothing(settings: Path) -> None:
    settings.write_text('profile = "file"')
    assert load({"FARMTOP_PROFILE": ""}).profile == "file"


def test_a_keymap_is_read_from_the_file(settings: Path) -> None:
    settings.write_text('[keymap]\nrefresh = "f5,ctrl+r"\n')
    assert load({}).keymap == {"refresh": "f5,ctrl+r"}


def test_the_file_can_be_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('theme = "night"')
    assert load({"FARMTOP_SETTINGS": str(path)}).theme == "night"


@pytest.mark.parametrize(
    ("text", "named", "advice"),
    [
        ("theme = \n", "line 1", "Correct that line"),
        ('themes = "night"', "themes in", "Did you mean theme?"),
        ('wallpaper = "red"', "wallpaper in", "Settings are: profile"),
        ("columns = 3", "columns in", "Expected `object`, got `int`"),
        ('[columns]\njobs = "name"', "columns.jobs in", "Expected `array`, got `str`"),
        ("theme = 7", "theme in", "Expected `str`, got `int`"),
        ('live_tail = "yes"', "live_tail in", "Expected `bool`, got `str`"),
        ("log_context = -1", "log_context in", "Expected `int` >= 0"),
        ('time_column = "gmt"', "time_column in", "off, local, utc, relative, since-start"),
        ('[log_errors]\nvray = "("', "log_errors.vray in", "missing )"),
        ("[log_warnings]\nvray = 1", "log_warnings.vray in", "Expected `str`, got `int`"),
        ("[keymap]\nrefresh = 5", "keymap.refresh in", "Expected `str`, got `int`"),
        ('endpoint_url = "localhost:80"', "endpoint_url in", "http://HOST:PORT"),
        ('endpoint_url = "http://host:port"', "endpoint_url in", "http://HOST:PORT"),
    ],
)
def test_a_mistake_in_the_file_names_the_file_the_key_and_what_to_do(
    settings: Path, text: str, named: str, advice: str
) -> None:
    settings.write_text(text)
    with pytest.raises(UsageError) as caught:
        load({})
    assert str(settings) in caught.value.what
    assert named in caught.value.what
    assert advice in caught.value.remedy


def test_a_mistake_in_a_variable_names_the_variable() -> None:
    with pytest.raises(UsageError, match=r"^\$FARMTOP_ENDPOINT_URL is not the address"):
        load({"FARMTOP_ENDPOINT_URL": "ftp://farm"})


def test_an_expression_that_every_line_would_match_is_refused(settings: Path) -> None:
    settings.write_text('[log_errors]\nvray = ""')
    with pytest.raises(UsageError, match=r"^log_errors\.vray in .* every line would match"):
        load({})


def test_what_a_log_is_read_by_is_read_from_the_file_and_from_variables(settings: Path) -> None:
    settings.write_text('time_column = "utc"\n[log_errors]\nvray = "^\\\\[.*error:"\n')
    chosen = load({"FARMTOP_LIVE_TAIL": "true", "FARMTOP_LOG_CONTEXT": "7"}, live_tail=None)
    assert chosen.log_errors == {"vray": r"^\[.*error:"}
    assert (chosen.time_column, chosen.live_tail, chosen.log_context) == ("utc", True, 7)
    assert load({"FARMTOP_LIVE_TAIL": "true"}, live_tail=False).live_tail is False


def test_a_variable_that_is_no_number_names_the_variable() -> None:
    with pytest.raises(UsageError, match=r"^\$FARMTOP_LOG_CONTEXT is not what it takes: 'two'"):
        load({"FARMTOP_LOG_CONTEXT": "two"})


def test_a_cap_of_the_calls_is_a_number_in_every_layer(settings: Path) -> None:
    settings.write_text("max_rps = 5")
    assert load({}).max_rps == 5
    assert load({"FARMTOP_MAX_RPS": "2.5"}).max_rps == 2.5
    assert load({"FARMTOP_MAX_RPS": "2.5"}, max_rps=0.5).max_rps == 0.5


@pytest.mark.parametrize("text", ["0", "-1", "inf", "nan", "0.01", "1e9"])
def test_a_cap_that_stops_everything_or_nothing_is_refused(text: str, settings: Path) -> None:
    settings.write_text(f"max_rps = {text}")
    with pytest.raises(UsageError, match=r"^max_rps in .* is not how many calls a second"):
        load({})
    settings.unlink()
    with pytest.raises(UsageError, match=r"^--max-rps is not how many calls a second"):
        load({}, max_rps=float(text))


def test_how_long_an_action_may_be_silent_is_a_number_of_times_or_nought(settings: Path) -> None:
    settings.write_text("stuck_after = 3")
    assert load({}).stuck_after == 3
    assert load({"FARMTOP_STUCK_AFTER": "1.5"}).stuck_after == 1.5
    assert load({"FARMTOP_STUCK_AFTER": "0"}).stuck_after == 0


@pytest.mark.parametrize("text", ["0.5", "-2", "inf", "nan", "1001"])
def test_silence_that_would_mark_everything_or_nothing_is_refused(
    text: str, settings: Path
) -> None:
    settings.write_text(f"stuck_after = {text}")
    with pytest.raises(UsageError, match=r"^stuck_after in .* an action may be silent") as refused:
        load({})
    assert refused.value.remedy == "Give a number from 1 to 1000, or 0 to mark none."
    settings.write_text('stuck_after = "long"')
    with pytest.raises(UsageError, match=r"^stuck_after in .* is not what it takes: 'long'"):
        load({})


def test_a_mistake_in_a_flag_names_the_flag() -> None:
    with pytest.raises(UsageError, match=r"^--endpoint-url is not the address"):
        load({}, endpoint_url="farm")


def test_a_file_that_a_variable_names_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="FARMTOP_SETTINGS"):
        load({"FARMTOP_SETTINGS": str(tmp_path / "none.toml")})


def test_a_file_that_is_no_text_is_a_matter_of_usage(settings: Path) -> None:
    settings.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read"):
        load({})
