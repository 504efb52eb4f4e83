"""What is said of an address that leads nowhere and is of another Region than the one asked."""

import pytest

from app.aws.finding.elsewhere import minding_region
from app.errors import DeniedError, FarmtopError, NotFoundError, UsageError
from app.resources.address import region_in
from tests.test_address import MONITOR
from tests.test_goto import FARM, JOB, QUEUE

HERE = {"deadline": "eu-central-1", "nova-act": "us-east-1"}
CONSOLE = "https://us-gov-west-1.console.amazonaws-us-gov.com/deadlinecloud/home"
WORKFLOW = "arn:aws:nova-act:us-west-2:123456789012:workflow-definition/order"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        (MONITOR, "us-west-2"),
        (f"https://studio.us-east-1.deadlinecloud.amazonaws.com/us-west-2/{FARM}", "us-west-2"),
        (f"deadline-cloud-monitor://launch?url=https%3a%2f%2fx%2fap-southeast-2%2f{JOB}", "ap-so"),
        (f"{CONSOLE}?region=us-gov-west-1#/farms/{FARM}", "us-gov-west-1"),
        (WORKFLOW, "us-west-2"),
        (f"https://studio.example/farms/{FARM}/{QUEUE}", ""),
        (f"us-west-2/{JOB}", ""),
    ],
)
def test_the_region_is_that_of_the_farm_in_a_url_or_an_arn(text: str, region: str) -> None:
    assert region_in(text).startswith(region)
    assert bool(region_in(text)) == bool(region)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (
            MONITOR,
            "of us-west-2, and eu-central-1 was asked: start farmtop with --region us-west-2",
        ),
        (WORKFLOW, '.*us-east-1 was asked: put nova_act_region = "us-west-2" into the settings'),
    ],
)
@pytest.mark.parametrize("kind", [NotFoundError, DeniedError])
def test_what_is_not_found_may_be_in_another_region(
    text: str, how: str, kind: type[FarmtopError]
) -> None:
    with (
        pytest.raises(kind, match=rf"There is none\. The address is {how}"),
        minding_region(text, HERE.__getitem__),
    ):
        raise kind("There is none.", "Look again.")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (MONITOR.replace("us-west-2", "eu-central-1"), NotFoundError("No.", "So.")),
        (JOB, NotFoundError("No.", "So.")),
        (MONITOR, UsageError("No.", "So.")),
    ],
)
def test_else_what_is_wrong_stands_as_it_was(text: str, error: FarmtopError) -> None:
    with pytest.raises(type(error), match=r"^No\. So\.$"), minding_region(text, HERE.__getitem__):
        raise error
