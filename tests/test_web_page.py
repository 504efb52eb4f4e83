"""The web page of a thing: in the monitor where that is known, else in the console."""

import pytest

from app.aws.reading.web_page import web_page
from app.errors import DeniedError, NotFoundError
from app.resources.web_pages import console_page, monitor_page
from app.tui.terminal.browser import browser_commands
from tests.fakes import FakeService

JOB = {"farmId": "farm-1", "queueId": "queue-2", "jobId": "job-3"}
TASK = {**JOB, "stepId": "step-4", "taskId": "task-4-5"}
MONITOR = "https://studio.us-east-1.deadlinecloud.amazonaws.com"
CONSOLE = "https://eu-west-1.console.aws.amazon.com/deadlinecloud/home?region=eu-west-1#"


class Account(FakeService):
    """An account in a Region, with a profile that a monitor wrote or not."""

    region = "eu-west-1"

    def __init__(self, monitor_id: str = "", endpoint: str = "") -> None:
        super().__init__()
        self.monitor_id = monitor_id
        self.endpoint = endpoint
        self.single["GetMonitor"] = {"url": MONITOR}

    def region_of(self, service: str) -> str:
        return "us-east-1" if service == "nova-act" else self.region


@pytest.mark.parametrize(
    ("ids", "page"),
    [
        ({}, "/farms"),
        ({"farmId": "farm-1"}, "/eu-west-1/farms/farm-1"),
        ({"farmId": "farm-1", "fleetId": "fleet-9"}, "/eu-west-1/farms/farm-1"),
        (JOB, "/eu-west-1/farms/farm-1/queues/queue-2?jobId=job-3"),
        ({**JOB, "sessionId": "session-6"}, "/eu-west-1/farms/farm-1/queues/queue-2?jobId=job-3"),
        (
            TASK,
            "/eu-west-1/farms/farm-1/queues/queue-2?jobId=job-3&stepId=step-4&taskId=task-4-5",
        ),
    ],
)
def test_a_monitor_shows_a_thing_or_what_it_is_a_part_of(ids: dict[str, str], page: str) -> None:
    assert monitor_page(f"{MONITOR}/", "eu-west-1", ids) == MONITOR + page


@pytest.mark.parametrize(
    ("ids", "page"),
    [
        ({}, "/"),
        ({"farmId": "farm-1", "fleetId": "fleet-9"}, "/farms/farm-1"),
        (TASK, "/farms/farm-1/queues/queue-2/jobs/job-3"),
    ],
)
def test_the_console_shows_farms_queues_and_jobs(ids: dict[str, str], page: str) -> None:
    assert console_page("eu-west-1", ids) == CONSOLE + page


def test_other_partitions_have_consoles_of_their_own() -> None:
    page = console_page("us-gov-west-1", {})
    assert page.startswith("https://us-gov-west-1.console.amazonaws-us-gov.com/deadlinecloud/")


async def test_the_monitor_that_wrote_the_profile_is_asked_where_it_is() -> None:
    account = Account("monitor-7")
    assert (await web_page(account, JOB)).startswith(f"{MONITOR}/eu-west-1/farms/farm-1/")
    assert account.calls == [("GetMonitor", {"monitorId": "monitor-7"})]


async def test_whoever_may_not_ask_for_the_monitor_is_led_to_the_console() -> None:
    account = Account("monitor-7")
    account.failures["GetMonitor"] = [DeniedError("You may not.")]
    assert (await web_page(account, JOB)).startswith(CONSOLE)


async def test_without_a_monitor_it_is_the_console_and_no_call() -> None:
    account = Account()
    assert (await web_page(account, JOB)).startswith(CONSOLE)
    assert account.calls == []


async def test_what_is_of_nova_act_leads_to_its_workflow_in_the_console_and_no_monitor() -> None:
    account = Account("monitor-7")
    run = {"workflowDefinitionName": "order-footage", "workflowRunId": "0123"}
    assert await web_page(account, run) == (
        "https://us-east-1.console.aws.amazon.com/nova-act/home#/workflow-definitions/order-footage"
    )
    assert account.calls == []


async def test_a_host_whose_name_begins_like_this_machines_is_another() -> None:
    account = Account(endpoint="https://localhost.studio.example")
    assert "console.aws.amazon.com" in await web_page(account, JOB)


async def test_a_farm_on_this_machine_has_no_page_unless_a_monitor_tells_of_it() -> None:
    here = "http://127.0.0.1:4711"
    with pytest.raises(NotFoundError, match="no web page"):
        await web_page(Account(endpoint=here), JOB)
    account = Account("monitor-7", endpoint=here)
    assert (await web_page(account, JOB)).startswith(MONITOR)
    account.failures["GetMonitor"] = [NotFoundError("There is no such monitor.")]
    with pytest.raises(NotFoundError, match="no web page"):
        await web_page(account, JOB)


@pytest.mark.parametrize(
    ("environ", "platform", "commands"),
    [
        ({"DISPLAY": ":0"}, "linux", ["xdg-open U"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", ["xdg-open U"]),
        ({}, "linux", []),
        ({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "a 1 b 2"}, "linux", []),
        ({}, "darwin", ["open U"]),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", []),
        ({"BROWSER": "firefox"}, "linux", ["firefox U"]),
        (
            {"BROWSER": "firefox --new-tab %s &:w3m", "DISPLAY": ":0"},
            "linux",
            ["firefox --new-tab U", "w3m U", "xdg-open U"],
        ),
        ({"BROWSER": "it's"}, "darwin", ["it's U", "open U"]),
        ({"BROWSER": "firefox", "SSH_TTY": "/dev/pts/1"}, "linux", []),
    ],
)
def test_a_browser_is_opened_only_where_somebody_sees_it(
    environ: dict[str, str], platform: str, commands: list[str]
) -> None:
    assert [" ".join(one) for one in browser_commands(environ, platform, "U")] == commands
