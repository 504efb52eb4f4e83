"""The defaults that the `deadline` command wrote."""

from pathlib import Path

import pytest

from app.aws.profiles.deadline_config import Defaults, read_defaults
from app.errors import UsageError

CONFIG = """
[defaults]
aws_profile_name = studio

[deadline-cloud-monitor]
path = /opt/DeadlineCloudMonitor/dcm

[telemetry]
identifier = 100%

[profile-studio defaults]
farm_id = farm-1

[profile-studio farm-1 defaults]
queue_id = queue-1

[profile-studio farm-1 queue-1 defaults]
job_id = job-1

[profile-studio farm-2 defaults]
queue_id = queue-2

[profile-lab defaults]
farm_id = farm-2

[profile-(default) defaults]
farm_id = farm-3
"""


@pytest.fixture
def config(home: Path) -> Path:
    """The configuration in its usual place."""
    path = home / ".deadline" / "config"
    path.parent.mkdir()
    path.write_text(CONFIG)
    return path


@pytest.mark.usefixtures("config")
def test_the_chosen_profile_leads_to_its_farm_queue_and_job() -> None:
    assert read_defaults({}) == Defaults(
        profile="studio",
        farm_id="farm-1",
        queue_id="queue-1",
        job_id="job-1",
        monitor_path="/opt/DeadlineCloudMonitor/dcm",
    )


@pytest.mark.usefixtures("config")
def test_another_profile_has_its_own_farm_and_no_queue_of_another() -> None:
    defaults = read_defaults({}, "lab")
    assert (defaults.profile, defaults.farm_id, defaults.queue_id) == ("studio", "farm-2", "")


@pytest.mark.parametrize("name", ["(default)", "default", ""])
def test_the_name_that_means_no_profile_is_none(config: Path, name: str) -> None:
    config.write_text(CONFIG.replace("= studio", f"= {name}"))
    assert read_defaults({}).profile == ""


def test_where_no_profile_is_chosen_the_default_one_has_defaults(config: Path) -> None:
    config.write_text(CONFIG.replace("= studio", "= (default)"))
    assert read_defaults({}).farm_id == "farm-3"


@pytest.mark.usefixtures("config")
def test_credentials_without_a_profile_get_no_defaults_of_a_profile() -> None:
    assert read_defaults({}, "").farm_id == "farm-3"


def test_the_default_profile_may_be_called_default(config: Path) -> None:
    config.write_text(
        "[defaults]\naws_profile_name = default\n[profile-default defaults]\nfarm_id = farm-4\n"
    )
    assert read_defaults({}, "").farm_id == "farm-4"


def test_a_variable_points_at_another_file(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere"
    path.write_text("[defaults]\naws_profile_name = other\n")
    assert read_defaults({"DEADLINE_CONFIG_FILE_PATH": str(path)}) == Defaults(profile="other")


def test_without_a_file_nothing_is_chosen() -> None:
    assert read_defaults({}) == Defaults()


def test_a_broken_file_is_named(config: Path) -> None:
    config.write_text("no section\n")
    with pytest.raises(UsageError, match=str(config)):
        read_defaults({})


def test_the_file_is_left_as_it_was(config: Path) -> None:
    read_defaults({}, "lab")
    assert config.read_text() == CONFIG
