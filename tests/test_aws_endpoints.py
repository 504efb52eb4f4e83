"""Where calls go: what the environment and profiles say of it, and what is no address."""

from pathlib import Path

import msgspec
import pytest
from aiohttp import web

from app.aws.connection.cloud import Cloud
from app.config import Settings
from app.errors import UnreachableError, UsageError
from tests.aws_endpoint import Endpoint
from tests.test_aws_cloud import FARMS


async def test_no_proxy_stands_before_a_loopback_endpoint(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    endpoint.answer("ListFarms", FARMS)
    async with Cloud.open(Settings(endpoint_url=endpoint.url)) as cloud:
        assert await cloud.call("deadline", "ListFarms")


async def test_an_endpoint_in_the_clear_on_this_machine_waits_for_no_certificates(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "none.pem"))
    endpoint.answer("ListFarms", FARMS)
    async with Cloud.open(Settings(endpoint_url=endpoint.url)) as cloud:
        assert await cloud.call("deadline", "ListFarms")


async def test_an_encrypted_endpoint_on_this_machine_must_show_a_certificate(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_CA_BUNDLE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint.url)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DEADLINE", endpoint.url.replace("http", "https"))
    async with Cloud.open(Settings()) as cloud:
        with pytest.raises(UnreachableError, match="No such file"):
            await cloud.call("deadline", "ListFarms")


async def test_whom_nobody_names_is_trusted_by_the_certificates_that_botocore_brings(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE")
    url = endpoint.url.replace("http", "https")
    async with Cloud.open(Settings(endpoint_url=url)) as cloud:
        with pytest.raises(UnreachableError, match="SSL"):
            await cloud.call("deadline", "ListFarms")


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DEADLINE"])
async def test_the_endpoint_variables_of_aws_are_honoured(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, endpoint.url)
    endpoint.answer("ListFarms", FARMS)
    async with Cloud.open(Settings()) as cloud:
        await cloud.call("deadline", "ListFarms")
        assert cloud.endpoint == endpoint.url
    assert len(endpoint.seen) == 1


async def test_the_services_section_of_a_profile_is_honoured(
    endpoint: Endpoint, home: Path
) -> None:
    write_config(
        home,
        "[profile lab]\nservices = lab\n"
        f"[services lab]\ndeadline =\n  endpoint_url = {endpoint.url}\n",
    )
    endpoint.answer("ListFarms", FARMS)
    credentials = "[lab]\naws_access_key_id = AKIDLAB\naws_secret_access_key = none\n"
    (home / ".aws" / "credentials").write_text(credentials)
    async with Cloud.open(Settings(profile="lab")) as cloud:
        await cloud.call("deadline", "ListFarms")
        assert (cloud.profile, cloud.endpoint) == ("lab", endpoint.url)
    assert endpoint.seen[0].access_key == "AKIDLAB"


@pytest.mark.usefixtures("endpoint")
async def test_on_aws_itself_there_is_no_endpoint_to_show() -> None:
    async with Cloud.open(Settings(region="eu-west-1")) as cloud:
        assert (cloud.endpoint, cloud.region, cloud.profile) == ("", "eu-west-1", "")


async def test_a_profile_that_does_not_exist_is_answered_with_those_that_do(home: Path) -> None:
    write_config(home, "[profile day]\nregion = us-west-2\n[profile night]\nregion = us-west-2\n")
    with pytest.raises(UsageError, match=r"noon.*day, night") as caught:
        async with Cloud.open(Settings(profile="noon")):
            pass
    assert caught.value.exit_code == 2


async def test_no_region_is_a_matter_of_usage() -> None:
    with pytest.raises(UsageError, match="--region"):
        async with Cloud.open(Settings()):
            pass


async def test_an_endpoint_variable_that_is_no_address_is_a_matter_of_usage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "not an address")
    with pytest.raises(UsageError, match="AWS_ENDPOINT_URL"):
        async with Cloud.open(Settings()):
            pass


def write_config(home: Path, text: str) -> None:
    """Writes the AWS configuration of the empty home directory."""
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(text)


async def test_what_is_asked_for_nova_act_is_asked_in_its_own_region(endpoint: Endpoint) -> None:
    scopes: list[str] = []

    async def scope(request: web.Request) -> web.Response:
        credential = request.headers["Authorization"].partition("Credential=")[2]
        scopes.append("/".join(credential.partition(",")[0].split("/")[2:4]))
        return web.json_response({"logStreams": []})

    endpoint.answer("DescribeLogStreams", scope)
    settings = Settings(endpoint_url=endpoint.url, region="us-west-2")
    asked = {"logGroupName": "group"}
    async with Cloud.open(settings) as cloud:
        await cloud.call("logs", "DescribeLogStreams", asked)
        await cloud.call("logs@nova-act", "DescribeLogStreams", asked)
    async with Cloud.open(msgspec.structs.replace(settings, nova_act_region="eu-west-1")) as cloud:
        await cloud.call("logs@nova-act", "DescribeLogStreams", asked)
        assert cloud.region == "us-west-2"
    assert scopes == ["us-west-2/logs", "us-east-1/logs", "eu-west-1/logs"]
