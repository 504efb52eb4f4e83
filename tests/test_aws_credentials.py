"""Credentials from real files and real programs: found, kept, renewed and had anew."""

import asyncio
import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.aws.connection.cloud import Cloud
from app.aws.signing import credentials
from app.config import Settings
from app.errors import CredentialsError, ExpiredError
from tests.aws_endpoint import IDENTITY, Endpoint, Reply, refusal

FARMS = Reply({"farms": []})

MONITOR = """
[profile studio]
region = us-west-2
monitor_id = monitor-1
user_id = 11112222-3333-4444-5555-666677778888
identity_store_id = d-1234567890
credential_process = {command}
"""

PROGRAM = """
import pathlib, sys
here = pathlib.Path(__file__).parent
with (here / "runs").open("a") as runs:
    runs.write("run\\n")
answer = (here / "answer").read_text()
if answer.startswith("{"):
    print(answer)
else:
    sys.exit(answer)
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that gives credentials, as `credential_process` runs it."""

    folder: Path

    @property
    def command(self) -> str:
        """The line that runs it."""
        return shlex.join([sys.executable, str(self.folder / "program.py")])

    @property
    def runs(self) -> int:
        """How often it was run."""
        path = self.folder / "runs"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def give(self, key: str, lasts: timedelta = timedelta(minutes=15)) -> None:
        """Makes it print credentials."""
        expiration = (datetime.now(UTC) + lasts).isoformat()
        answer = {"Version": 1, "AccessKeyId": key, "SecretAccessKey": "none"}
        self.say(json.dumps({**answer, "SessionToken": "token", "Expiration": expiration}))

    def say(self, text: str) -> None:
        """Makes it print a text, or fail with it where it is not JSON."""
        (self.folder / "answer").write_text(text)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program that gives credentials of 15 minutes, as Deadline Cloud monitor does."""
    folder = tmp_path / "program"
    folder.mkdir()
    (folder / "program.py").write_text(PROGRAM)
    program = Program(folder)
    program.give("AKIDPROGRAM")
    return program


@pytest.fixture
def aws(home: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes AWS's files; the endpoint is chosen by variable, and no credentials are."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.url)
    monkeypatch.setattr(credentials, "FAILURE_LASTS", 0.0)
    endpoint.answer("ListFarms", FARMS)

    def write(config: str = "", keys: str = "") -> None:
        folder = home / ".aws"
        folder.mkdir(exist_ok=True)
        (folder / "config").write_text(config)
        (folder / "credentials").write_text(keys)

    return write


async def test_a_monitor_is_asked_for_credentials_once_and_its_principal_is_named(
    aws: Callable[..., None], endpoint: Endpoint, program: Program
) -> None:
    aws(MONITOR.format(command=program.command))
    async with Cloud.open(Settings(profile="studio")) as cloud:
        for _ in range(5):
            await cloud.call("deadline", "ListFarms")
    assert program.runs == 1
    assert {seen.access_key for seen in endpoint.seen} == {"AKIDPROGRAM"}
    principals = {seen.query["principalId"] for seen in endpoint.seen}
    assert principals == {"11112222-3333-4444-5555-666677778888"}


async def test_only_the_lists_that_ask_for_it_name_the_principal(
    aws: Callable[..., None], endpoint: Endpoint, program: Program
) -> None:
    aws(MONITOR.format(command=program.command))
    endpoint.answer("ListBudgets", Reply({"budgets": []}))
    farm = {"farmId": "farm-0123456789abcdef0123456789abcdef"}
    async with Cloud.open(Settings(profile="studio")) as cloud:
        await cloud.call("deadline", "ListBudgets", farm)
    assert endpoint.seen[0].query == {}


async def test_callers_at_the_same_time_run_the_program_once(
    aws: Callable[..., None], program: Program
) -> None:
    aws(MONITOR.format(command=program.command))
    async with Cloud.open(Settings(profile="studio")) as cloud:
        await asyncio.gather(*(cloud.call("deadline", "ListFarms") for _ in range(6)))
    assert program.runs == 1


async def test_credentials_near_their_end_are_renewed_before_a_call(
    aws: Callable[..., None], endpoint: Endpoint, program: Program
) -> None:
    aws(MONITOR.format(command=program.command))
    program.give("AKIDOLD", timedelta(seconds=100))
    async with Cloud.open(Settings(profile="studio")) as cloud:
        program_gives = ["AKIDOLD", "AKIDNEW"]
        await cloud.call("deadline", "ListFarms")
        program.give("AKIDNEW")
        await cloud.call("deadline", "ListFarms")
    assert [seen.access_key for seen in endpoint.seen] == program_gives


async def test_the_program_is_not_run_before_a_call_is_made(
    aws: Callable[..., None], program: Program
) -> None:
    aws(MONITOR.format(command=program.command))
    async with Cloud.open(Settings(profile="studio")):
        pass
    assert program.runs == 0


async def test_a_monitor_that_is_logged_out_says_how_to_log_in_and_is_asked_again(
    aws: Callable[..., None], home: Path, program: Program
) -> None:
    aws(MONITOR.format(command=program.command))
    (home / ".deadline").mkdir()
    (home / ".deadline" / "config").write_text("[deadline-cloud-monitor]\npath = /opt/d c m\n")
    program.say("logged out")
    async with Cloud.open(Settings(profile="studio")) as cloud:
        with pytest.raises(CredentialsError) as caught:
            await cloud.call("deadline", "ListFarms")
        assert "logged out" in caught.value.what
        assert caught.value.remedy == "Log in: run `'/opt/d c m' login --profile studio`."
        program.give("AKIDAGAIN")
        assert await cloud.call("deadline", "ListFarms")


@pytest.mark.parametrize("answer", ["{not json", '{"Version": 1}', '{"Version": 2}'])
async def test_a_program_that_talks_nonsense_is_a_matter_of_credentials(
    aws: Callable[..., None], program: Program, answer: str
) -> None:
    aws(MONITOR.format(command=program.command))
    program.say(answer)
    async with Cloud.open(Settings(profile="studio")) as cloud:
        with pytest.raises(CredentialsError, match="profile studio cannot be had"):
            await cloud.call("deadline", "ListFarms")


async def test_a_program_that_is_not_there_is_a_matter_of_credentials(
    aws: Callable[..., None], tmp_path: Path
) -> None:
    aws(MONITOR.format(command=tmp_path / "none"))
    async with Cloud.open(Settings(profile="studio")) as cloud:
        with pytest.raises(CredentialsError, match="cannot be had"):
            await cloud.call("deadline", "ListFarms")


async def test_renewed_credentials_that_have_expired_already_count_as_expired(
    aws: Callable[..., None], program: Program
) -> None:
    aws(MONITOR.format(command=program.command))
    program.give("AKIDLATE", timedelta(minutes=-1))
    async with Cloud.open(Settings(profile="studio")) as cloud:
        with pytest.raises(ExpiredError, match="profile studio have expired"):
            await cloud.call("deadline", "ListFarms")


async def test_failing_credentials_are_not_asked_for_again_at_once(
    aws: Callable[..., None], program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credentials, "FAILURE_LASTS", 60.0)
    aws(MONITOR.format(command=program.command))
    program.say("logged out")
    async with Cloud.open(Settings(profile="studio")) as cloud:
        for _ in range(4):
            with pytest.raises(CredentialsError, match="logged out"):
                await cloud.call("deadline", "ListFarms")
    assert program.runs == 1


async def test_credentials_that_a_user_replaces_are_used_without_a_restart(
    aws: Callable[..., None], endpoint: Endpoint
) -> None:
    aws("[default]\nregion = us-west-2\n", keys_of("default", "AKIDOLD"))
    endpoint.answer("ListFarms", refusal("ExpiredTokenException", "expired", 403), FARMS)
    async with Cloud.open(Settings()) as cloud:
        with pytest.raises(ExpiredError):
            await cloud.call("deadline", "ListFarms")
        aws("[default]\nregion = us-west-2\n", keys_of("default", "AKIDNEW"))
        assert await cloud.call("deadline", "ListFarms")
    assert [seen.access_key for seen in endpoint.seen] == ["AKIDOLD", "AKIDNEW"]


async def test_a_program_is_asked_again_when_what_it_gave_is_refused(
    aws: Callable[..., None], endpoint: Endpoint, program: Program
) -> None:
    aws(MONITOR.format(command=program.command))
    endpoint.answer("ListFarms", refusal("ExpiredToken", "expired", 403), FARMS)
    async with Cloud.open(Settings(profile="studio")) as cloud:
        with pytest.raises(ExpiredError, match="deadline-cloud-monitor login --profile studio"):
            await cloud.call("deadline", "ListFarms")
        assert await cloud.call("deadline", "ListFarms")
    assert program.runs == 2


async def test_the_identity_is_asked_for_again_with_new_credentials(
    aws: Callable[..., None], endpoint: Endpoint
) -> None:
    aws("[default]\nregion = us-west-2\n", keys_of("default", "AKIDOLD"))
    endpoint.answer("GetCallerIdentity", IDENTITY)
    endpoint.answer("ListFarms", refusal("ExpiredToken"))
    async with Cloud.open(Settings()) as cloud:
        await cloud.identity()
        with pytest.raises(ExpiredError):
            await cloud.call("deadline", "ListFarms")
        await cloud.identity()
    assert len(endpoint.calls("GetCallerIdentity")) == 2


async def test_without_credentials_one_is_told_where_they_come_from(
    aws: Callable[..., None], endpoint: Endpoint
) -> None:
    aws("[default]\nregion = us-west-2\n")
    async with Cloud.open(Settings()) as cloud:
        with pytest.raises(CredentialsError, match=r"no AWS credentials.*--profile") as caught:
            await cloud.call("deadline", "ListFarms")
    assert caught.value.exit_code == 3
    assert endpoint.seen == []


async def test_a_single_sign_on_that_never_was_says_how_to_sign_in(
    aws: Callable[..., None],
) -> None:
    aws(
        "[profile sso]\nregion = us-west-2\nsso_start_url = https://studio.awsapps.com/start\n"
        "sso_region = us-west-2\nsso_account_id = 111122223333\nsso_role_name = wrangler\n"
    )
    async with Cloud.open(Settings(profile="sso")) as cloud:
        with pytest.raises(ExpiredError, match="run `aws sso login --profile sso`"):
            await cloud.call("deadline", "ListFarms")


async def test_a_profile_that_needs_a_code_is_told_instead_of_asking_on_the_screen(
    aws: Callable[..., None],
) -> None:
    aws(
        "[profile mfa]\nregion = us-west-2\nsource_profile = base\n"
        "role_arn = arn:aws:iam::111122223333:role/wrangler\n"
        "mfa_serial = arn:aws:iam::111122223333:mfa/wrangler\n",
        keys_of("base", "AKIDBASE"),
    )
    async with Cloud.open(Settings(profile="mfa")) as cloud:
        with pytest.raises(CredentialsError, match="Profile mfa needs a code"):
            await cloud.call("deadline", "ListFarms")


ROLE = Reply(
    "<AssumeRoleResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><AssumeRoleResult>"
    "<Credentials><AccessKeyId>AKIDROLE</AccessKeyId><SecretAccessKey>none</SecretAccessKey>"
    "<SessionToken>token</SessionToken><Expiration>2126-11-22T00:00:00Z</Expiration>"
    "</Credentials></AssumeRoleResult></AssumeRoleResponse>",
    headers={"Content-Type": "text/xml"},
)


async def test_a_profile_with_a_role_assumes_it_once(
    aws: Callable[..., None], endpoint: Endpoint
) -> None:
    aws(
        "[profile role]\nregion = us-west-2\nsource_profile = base\n"
        "role_arn = arn:aws:iam::111122223333:role/wrangler\n",
        keys_of("base", "AKIDBASE"),
    )
    endpoint.answer("AssumeRole", ROLE)
    async with Cloud.open(Settings(profile="role")) as cloud:
        for _ in range(2):
            await cloud.call("deadline", "ListFarms")
    assert [seen.access_key for seen in endpoint.seen] == ["AKIDBASE", "AKIDROLE", "AKIDROLE"]


async def test_a_code_is_not_needed_where_credentials_are_in_the_environment(
    aws: Callable[..., None], endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws("[profile mfa]\nregion = us-west-2\nmfa_serial = arn:aws:iam::111122223333:mfa/wrangler\n")
    for name, value in {
        "AWS_PROFILE": "mfa",
        "AWS_ACCESS_KEY_ID": "AKIDENV",
        "AWS_SECRET_ACCESS_KEY": "none",
    }.items():
        monkeypatch.setenv(name, value)
    async with Cloud.open(Settings()) as cloud:
        await cloud.call("deadline", "ListFarms")
    assert endpoint.seen[0].access_key == "AKIDENV"


TWO_PROFILES = "[profile a]\nregion = us-west-1\n[profile b]\nregion = us-west-2\n"


def keys_of(profile: str, key: str) -> str:
    """A section of the file of credentials."""
    return f"[{profile}]\naws_access_key_id = {key}\naws_secret_access_key = none\n"


@pytest.mark.parametrize(
    ("setting", "variables", "expected"),
    [
        (None, {}, ("b", "AKIDB")),
        (None, {"AWS_PROFILE": "a"}, ("a", "AKIDA")),
        ("a", {"AWS_PROFILE": "b"}, ("a", "AKIDA")),
        ("a", {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "x"}, ("a", "AKIDA")),
        (None, {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "x"}, ("", "AKIDENV")),
    ],
    ids=[
        "deadline-config",
        "aws-variable",
        "setting-first",
        "setting-over-keys",
        "keys-over-config",
    ],
)
async def test_whose_profile_is_used(
    *,
    aws: Callable[..., None],
    endpoint: Endpoint,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str | None,
    variables: dict[str, str],
    expected: tuple[str, str],
) -> None:
    """The `deadline` command's configuration chooses `b`."""
    aws(TWO_PROFILES, keys_of("a", "AKIDA") + keys_of("b", "AKIDB"))
    (home / ".deadline").mkdir()
    (home / ".deadline" / "config").write_text("[defaults]\naws_profile_name = b\n")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with Cloud.open(Settings(profile=setting)) as cloud:
        await cloud.call("deadline", "ListFarms")
        assert (cloud.profile, endpoint.seen[0].access_key) == expected


@pytest.mark.parametrize(
    ("setting", "variables", "region"),
    [
        (None, {}, "us-west-1"),
        (None, {"AWS_DEFAULT_REGION": "eu-west-1"}, "eu-west-1"),
        (None, {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_REGION": "eu-west-2"}, "eu-west-2"),
        ("eu-west-3", {"AWS_REGION": "eu-west-2"}, "eu-west-3"),
    ],
)
async def test_which_region_is_used(
    aws: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    setting: str | None,
    variables: dict[str, str],
    region: str,
) -> None:
    """As in the `aws` command: a flag, then the variables, then the profile."""
    aws(TWO_PROFILES)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with Cloud.open(Settings(profile="a", region=setting)) as cloud:
        assert cloud.region == region
