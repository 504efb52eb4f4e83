"""Faults: how they are written, what they decide, and what a client notices of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from hypothesis import given
from hypothesis import strategies as st

from app.localfarm.contract import Handlers, Request
from app.localfarm.faults import Fault, Faults, Kind, Verdict, check
from app.localfarm.server import Endpoint
from tests.clients import ACCESS_KEY, aioclient
from tests.texts import CHARACTERS

OPERATION = "deadline.ListFarms"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def faults(*texts: str, clock: Clock | None = None) -> Faults:
    """Faults in force, from their texts."""
    return Faults([Fault.parse(text) for text in texts], clock or Clock())


def outcomes(active: Faults, calls: int, operation: str = OPERATION) -> list[Kind | None]:
    """What happens to each of several calls in a row."""
    return [active.judge(operation, ACCESS_KEY).outcome for _ in range(calls)]


def texts_of_operations() -> st.SearchStrategy[str]:
    """Names of operations, with and without wildcards and services."""
    names = st.sampled_from(["ListJobs", "Search*", "*", "logs.GetLogEvents", "logs.*", "*Log*"])
    return names | st.from_regex(r"[A-Z][A-Za-z]{1,12}\*?", fullmatch=True, alphabet=CHARACTERS)


def any_fault() -> st.SearchStrategy[Fault]:
    """Faults of every kind."""
    amounts = st.integers(0, 10**6).map(lambda count: count / 1000)
    some_times = st.none() | st.integers(0, 99)
    operations = texts_of_operations()
    return st.one_of(
        st.builds(Fault, st.sampled_from([Kind.LATENCY, Kind.LAG]), operations, seconds=amounts),
        st.builds(Fault, st.just(Kind.THROTTLE), operations, rate=amounts),
        st.builds(
            Fault,
            st.just(Kind.ERROR),
            operations,
            code=st.from_regex(r"[A-Z][A-Za-z]{1,20}", fullmatch=True, alphabet=CHARACTERS),
            times=some_times,
        ),
        st.builds(
            Fault,
            st.sampled_from([Kind.DENY, Kind.DROP, Kind.CUT]),
            operations,
            st.sampled_from(["*", "AKIA*", ACCESS_KEY]),
            times=some_times,
        ),
        st.builds(Fault, st.sampled_from([Kind.EXPIRE, Kind.TAIL_CUT]), seconds=amounts),
    )


class TestTheWayFaultsAreWritten:
    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("latency=250ms", Fault(Kind.LATENCY, seconds=0.25)),
            ("latency:ListJobs=2s", Fault(Kind.LATENCY, "ListJobs", seconds=2)),
            ("lag:Search*=5s", Fault(Kind.LAG, "Search*", seconds=5)),
            ("throttle:SearchJobs=5/s", Fault(Kind.THROTTLE, "SearchJobs", rate=5)),
            ("throttle:*=30/m", Fault(Kind.THROTTLE, rate=0.5)),
            (
                "error:GetLogEvents=InternalServerException*3",
                Fault(Kind.ERROR, "GetLogEvents", code="InternalServerException", times=3),
            ),
            ("deny:StartLiveTail", Fault(Kind.DENY, "StartLiveTail")),
            ("drop", Fault(Kind.DROP)),
            ("drop:GetLogEvents*2", Fault(Kind.DROP, "GetLogEvents", times=2)),
            ("drop:**2", Fault(Kind.DROP, times=2)),
            ("cut:logs.*", Fault(Kind.CUT, "logs.*")),
            ("deny:GetLogEvents@AKIA*", Fault(Kind.DENY, "GetLogEvents", "AKIA*")),
            ("drop:*@ASIA**2", Fault(Kind.DROP, caller="ASIA*", times=2)),
            ("expire=15m", Fault(Kind.EXPIRE, seconds=900)),
            (" tail-cut=5s ", Fault(Kind.TAIL_CUT, seconds=5)),
        ],
    )
    def test_a_text_describes_a_fault(self, text: str, fault: Fault) -> None:
        assert Fault.parse(text) == fault

    @given(any_fault())
    def test_a_fault_reads_back_from_its_own_text(self, fault: Fault) -> None:
        assert Fault.parse(str(fault)) == fault

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("", "one begins with one of latency, throttle"),
            ("slow=2s", "one begins with one of latency, throttle"),
            ("latency", r"latency\[:OPERATION\]=TIME"),
            ("latency:=2s", r"latency\[:OPERATION\]=TIME"),
            ("latency=2s*3", r"latency\[:OPERATION\]=TIME"),
            ("latency=2", "'2' is no time; it is written as 250ms"),
            ("expire=25h", "'25h' is longer than a day"),
            (f"latency={'9' * 400}s", "longer than a day"),
            ("throttle=1000001/s", "more than a million calls a second"),
            ("throttle=fast", "'fast' is no rate; it is written as 5/s"),
            ("error:ListJobs", r"error\[:OPERATION\]=CODE\[\*TIMES\]"),
            ("error=No such code", "is no error code"),
            ("deny:ListJobs@", r"deny\[:OPERATION\]\[\*TIMES\]"),
            ("deny:@AKIA*", r"deny\[:OPERATION\]\[\*TIMES\]"),
            ("deny:ListJobs=1", r"deny\[:OPERATION\]\[\*TIMES\]"),
            ("expire:ListJobs=2s", "is not written as expire=TIME"),
        ],
    )
    def test_a_text_that_makes_no_sense_is_told_what_would(self, text: str, complaint: str) -> None:
        with pytest.raises(ValueError, match=complaint):
            Fault.parse(text)

    def test_a_fault_about_no_operation_of_the_farm_is_a_mistake(self) -> None:
        check([Fault.parse("drop:List*"), Fault.parse("expire=1s")], {OPERATION})
        with pytest.raises(ValueError, match="ListJbos"):
            check([Fault.parse("drop:ListJbos")], {OPERATION})

    @pytest.mark.parametrize(
        ("pattern", "operation", "concerns"),
        [
            ("*", OPERATION, True),
            ("ListFarms", OPERATION, True),
            ("List*", OPERATION, True),
            ("deadline.List*", OPERATION, True),
            ("deadline.*", OPERATION, True),
            ("ListFarm", OPERATION, False),
            ("listfarms", OPERATION, False),
            ("nova-act.ListSessions", "deadline.ListSessions", False),
            ("ListSessions", "nova-act.ListSessions", True),
        ],
    )
    def test_an_operation_is_meant_by_its_name_with_or_without_its_service(
        self, pattern: str, operation: str, concerns: bool
    ) -> None:
        assert Fault(Kind.DROP, pattern).concerns(operation) is concerns


class TestVerdicts:
    def test_without_faults_nothing_happens(self) -> None:
        assert faults().judge(OPERATION, ACCESS_KEY) == Verdict()

    def test_latencies_add_up(self) -> None:
        verdict = faults("latency=1s", "latency:ListFarms=250ms", "latency:ListJobs=9s").judge(
            OPERATION, None
        )
        assert verdict == Verdict(delay=1.25)

    def test_an_error_strikes_as_often_as_it_says(self) -> None:
        active = faults("error:ListFarms=ConflictException*2")
        assert active.judge("deadline.ListJobs", None) == Verdict()
        assert active.judge(OPERATION, None) == Verdict(0.0, Kind.ERROR, "ConflictException")
        assert outcomes(active, 3) == [Kind.ERROR, None, None]

    def test_the_first_fault_that_strikes_decides(self) -> None:
        assert outcomes(faults("drop*1", "deny*2"), 4) == [Kind.DROP, Kind.DENY, Kind.DENY, None]

    def test_a_fault_may_strike_one_caller_alone(self) -> None:
        active = faults("deny:ListFarms@ASIA*")
        assert active.judge(OPERATION, "ASIAFLEETREAD0000001").outcome is Kind.DENY
        assert active.judge(OPERATION, ACCESS_KEY).outcome is None
        assert active.judge(OPERATION, None).outcome is None

    def test_a_second_of_calls_passes_at_once_and_then_the_rate(self) -> None:
        clock = Clock()
        active = faults("throttle=2/s", clock=clock)
        assert outcomes(active, 3) == [None, None, Kind.THROTTLE]
        clock.now += 0.5
        assert outcomes(active, 2) == [None, Kind.THROTTLE]
        clock.now += 3600
        assert outcomes(active, 3) == [None, None, Kind.THROTTLE]

    def test_less_than_one_call_a_second_is_a_rate_too(self) -> None:
        clock = Clock()
        active = faults("throttle=30/m", clock=clock)
        assert outcomes(active, 2) == [None, Kind.THROTTLE]
        clock.now += 1.9
        assert outcomes(active, 1) == [Kind.THROTTLE]
        clock.now += 0.1
        assert outcomes(active, 1) == [None]

    def test_a_rate_of_nought_lets_nothing_pass(self) -> None:
        assert outcomes(faults("throttle=0/s"), 1) == [Kind.THROTTLE]

    def test_each_operation_has_a_rate_of_its_own(self) -> None:
        active = faults("throttle=1/s")
        assert outcomes(active, 2) == [None, Kind.THROTTLE]
        assert outcomes(active, 2, "deadline.ListJobs") == [None, Kind.THROTTLE]

    def test_credentials_run_out_after_they_were_first_seen(self) -> None:
        clock = Clock()
        active = faults("expire=900s", clock=clock)
        assert outcomes(active, 1) == [None]
        clock.now += 899
        assert outcomes(active, 1) == [None]
        clock.now += 1
        assert outcomes(active, 1) == [Kind.EXPIRE]
        assert active.judge(OPERATION, "ASIAFRESH").outcome is None

    def test_credentials_that_were_given_out_run_out_after_that(self) -> None:
        clock = Clock()
        active = faults("expire=10s", clock=clock)
        active.issue(ACCESS_KEY)
        clock.now += 10
        assert outcomes(active, 1) == [Kind.EXPIRE]

    def test_other_faults_do_not_make_credentials_young_again(self) -> None:
        clock = Clock()
        active = faults(clock=clock)
        assert outcomes(active, 1) == [None]
        clock.now += 5
        active.replace([Fault.parse("expire=5s")])
        assert outcomes(active, 1) == [Kind.EXPIRE]

    def test_calls_that_nobody_signed_do_not_expire(self) -> None:
        assert faults("expire=0s").judge("sts.AssumeRoleWithWebIdentity", None) == Verdict()

    def test_a_tail_is_cut_after_its_time(self) -> None:
        assert faults("tail-cut=5s").judge("logs.StartLiveTail", None).tail_seconds == 5.0


async def endless(_request: Request) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """A live tail on which nothing happens after its start."""
    yield "sessionStart", {"sessionId": "one"}
    await asyncio.Event().wait()


IN_AN_HOUR = datetime(2026, 11, 22, 13, tzinfo=UTC)
ROLE = {
    "accessKeyId": "ASIAROLE",
    "secretAccessKey": "s",
    "sessionToken": "t",
    "expiration": IN_AN_HOUR,
}
HANDLERS: Handlers = {
    ("deadline", "ListFarms"): lambda _: {"farms": []},
    ("deadline", "AssumeQueueRoleForRead"): lambda _: {"credentials": ROLE},
    ("logs", "DescribeLogGroups"): lambda _: {"logGroups": []},
    ("logs", "StartLiveTail"): endless,
    ("sts", "GetCallerIdentity"): lambda _: {"Account": "111122223333"},
}
HEX = "0123456789abcdef" * 2
GROUP = "arn:aws:logs:us-west-2:111122223333:log-group:/aws/deadline/farm"


def broken(*texts: str, clock: Clock | None = None) -> Endpoint:
    """A farm that is broken from the start."""
    active = [Fault.parse(text) for text in texts]
    return Endpoint(HANDLERS, active, control=True, clock=clock or Clock())


async def list_farms(farm: Endpoint, access_key: str = ACCESS_KEY) -> Any:
    """One call of a client."""
    async with aioclient("deadline", farm.url, access_key) as deadline:
        return await deadline.list_farms()


async def refusal(farm: Endpoint, service: str, method: str) -> tuple[str, int]:
    """Code and status of the error that one call of a client ends with."""
    async with aioclient(service, farm.url) as caller:
        with pytest.raises(ClientError) as failure:
            await getattr(caller, method)()
    response: Any = failure.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def _farm(name: str) -> dict[str, Any]:
    return {
        "farmId": f"farm-{HEX}",
        "displayName": name,
        "createdAt": IN_AN_HOUR,
        "createdBy": "anna",
    }


REFUSALS = [
    ("deny", "deadline", "list_farms", "AccessDeniedException", 403),
    ("deny", "logs", "describe_log_groups", "AccessDeniedException", 400),
    ("deny", "sts", "get_caller_identity", "AccessDenied", 403),
    ("expire=0s", "deadline", "list_farms", "ExpiredTokenException", 403),
    ("expire=0s", "logs", "describe_log_groups", "ExpiredTokenException", 400),
    ("expire=0s", "sts", "get_caller_identity", "ExpiredToken", 403),
    ("throttle=0/s", "deadline", "list_farms", "ThrottlingException", 429),
    ("throttle=0/s", "logs", "describe_log_groups", "ThrottlingException", 400),
    ("throttle=0/s", "sts", "get_caller_identity", "Throttling", 400),
    (
        "error=InternalServerErrorException",
        "deadline",
        "list_farms",
        "InternalServerErrorException",
        500,
    ),
    (
        "error=ServiceUnavailableException",
        "logs",
        "describe_log_groups",
        "ServiceUnavailableException",
        503,
    ),
]


class TestWhatAClientNotices:
    @pytest.mark.parametrize(("text", "service", "method", "code", "status"), REFUSALS)
    async def test_a_refusal_in_the_services_own_words(
        self, text: str, service: str, method: str, code: str, status: int
    ) -> None:
        async with broken(text) as farm:
            assert await refusal(farm, service, method) == (code, status)

    async def test_a_throttled_call_is_told_when_to_come_again(self) -> None:
        async with broken("throttle=0/s") as farm, aioclient("deadline", farm.url) as deadline:
            with pytest.raises(ClientError) as failure:
                await deadline.list_farms()
        headers = failure.value.response["ResponseMetadata"]["HTTPHeaders"]
        assert headers["retry-after"] == "1"

    async def test_an_answer_that_comes_late(self) -> None:
        loop = asyncio.get_running_loop()
        async with broken("latency=50ms") as farm:
            before = loop.time()
            assert (await list_farms(farm))["farms"] == []
            assert loop.time() - before >= 0.05

    async def test_an_answer_that_is_older_than_the_world(self) -> None:
        clock, names = Clock(), iter("abcde")
        handlers: Handlers = {("deadline", "ListFarms"): lambda _: {"farms": [_farm(next(names))]}}
        told = []
        async with Endpoint(handlers, [Fault.parse("lag:List*=5s")], clock=clock) as farm:
            for seconds in (0, 3, 3, 3, 60):
                clock.now += seconds
                (item,) = (await list_farms(farm))["farms"]
                told.append(item["displayName"])
        assert "".join(told) == "aaabd"

    async def test_a_connection_that_closes_without_an_answer(self) -> None:
        # aiohttp itself makes a GET once more when its connection closes without an answer.
        async with broken("drop*2") as farm:
            with pytest.raises(ConnectionClosedError):
                await list_farms(farm)
            assert (await list_farms(farm))["farms"] == []

    async def test_a_connection_that_closes_in_the_middle_of_an_answer(self) -> None:
        async with broken("cut*1") as farm:
            with pytest.raises(ConnectionClosedError):
                await list_farms(farm)
            assert (await list_farms(farm))["farms"] == []

    @pytest.mark.parametrize("text", ["tail-cut=20ms", "cut:StartLiveTail"])
    async def test_a_live_tail_that_is_cut(self, text: str) -> None:
        async with broken(text) as farm, aioclient("logs", farm.url) as logs:
            events = (await logs.start_live_tail(logGroupIdentifiers=[GROUP]))["responseStream"]
            with closing(events), pytest.raises(aiohttp.ClientPayloadError):
                _ = [event async for event in events]

    async def test_a_key_that_the_farm_gave_out_runs_out_after_that(self) -> None:
        clock = Clock()
        async with broken("expire=60s", clock=clock) as farm:
            async with aioclient("deadline", farm.url) as deadline:
                role = await deadline.assume_queue_role_for_read(
                    farmId=f"farm-{HEX}", queueId=f"queue-{HEX}"
                )
            clock.now += 60
            with pytest.raises(ClientError, match="ExpiredTokenException"):
                await list_farms(farm, role["credentials"]["accessKeyId"])
            assert await list_farms(farm, "AKIANEW")

    async def test_credentials_say_when_they_will_run_out_as_things_are(self) -> None:
        async def expiration() -> datetime:
            async with aioclient("deadline", farm.url) as deadline:
                ids = {"farmId": f"farm-{HEX}", "queueId": f"queue-{HEX}"}
                role = await deadline.assume_queue_role_for_read(**ids)
            told: datetime = role["credentials"]["expiration"]
            return told

        async with broken() as farm:
            assert await expiration() == IN_AN_HOUR
            for seconds in (900, 60):
                await ask(farm, "PUT", "/-/faults", {"faults": [f"expire={seconds}s"]})
                # Times are told in whole seconds.
                begun = datetime.now(UTC).replace(microsecond=0)
                age = (await expiration() - begun).total_seconds()
                assert seconds <= age < seconds + 30
            await ask(farm, "DELETE", "/-/faults")
            assert await expiration() == IN_AN_HOUR


async def ask(farm: Endpoint, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and answer of the control route."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, farm.url + path, json=body) as response,
    ):
        return response.status, await response.json()


class TestTheControlRoute:
    async def test_faults_are_listed_replaced_and_cleared_while_the_farm_runs(self) -> None:
        async with broken("latency=0.001s") as farm:
            assert await ask(farm, "GET", "/-/faults") == (200, {"faults": ["latency=0.001s"]})
            new = {"faults": ["deny:ListFarms", "throttle=30/m"]}
            told = {"faults": ["deny:ListFarms", "throttle=0.5/s"]}
            assert await ask(farm, "PUT", "/-/faults", new) == (200, told)
            assert await refusal(farm, "deadline", "list_farms") == ("AccessDeniedException", 403)
            assert await ask(farm, "DELETE", "/-/faults") == (200, {"faults": []})
            assert (await list_farms(farm))["farms"] == []

    @pytest.mark.parametrize(
        ("body", "complaint"),
        [
            ({"faults": ["slow"]}, "'slow' is no fault"),
            ({"faults": ["drop:ListJbos"]}, "concerns no operation"),
            ({"faults": "drop"}, "Expected"),
            (["drop"], "Expected"),
        ],
    )
    async def test_faults_that_make_no_sense_change_nothing(
        self, body: Any, complaint: str
    ) -> None:
        async with broken("latency=0.001s") as farm:
            status, answer = await ask(farm, "PUT", "/-/faults", body)
            assert status == 400
            assert complaint in answer["error"]
            assert await ask(farm, "GET", "/-/faults") == (200, {"faults": ["latency=0.001s"]})

    @pytest.mark.parametrize(
        ("headers", "body"),
        [({}, b"[" * 100_000), ({"Content-Encoding": "gzip"}, b"no gzip"), ({}, b"\xff")],
        ids=["nested too deeply", "not compressed", "no text"],
    )
    async def test_a_body_that_cannot_be_read_is_refused(
        self, capsys: pytest.CaptureFixture[str], headers: dict[str, str], body: bytes
    ) -> None:
        async with (
            broken() as farm,
            aiohttp.ClientSession() as session,
            session.put(farm.url + "/-/faults", headers=headers, data=body) as response,
        ):
            assert response.status == 400
            assert (await response.json())["error"]
        assert capsys.readouterr().err == ""

    async def test_calls_are_counted_by_operation_also_those_that_are_refused(self) -> None:
        async with broken("deny:DescribeLogGroups") as farm:
            await list_farms(farm)
            await list_farms(farm)
            await refusal(farm, "logs", "describe_log_groups")
            counts = {"deadline.ListFarms": 2, "logs.DescribeLogGroups": 1}
            assert await ask(farm, "GET", "/-/calls") == (200, {"calls": counts})
            assert await ask(farm, "DELETE", "/-/calls") == (200, {"calls": {}})

    async def test_an_unknown_control_is_not_found(self) -> None:
        async with broken() as farm:
            assert (await ask(farm, "GET", "/-/weather"))[0] == 404

    async def test_it_is_closed_unless_it_is_asked_for(self) -> None:
        async with Endpoint(HANDLERS) as farm:
            assert (await ask(farm, "GET", "/-/faults"))[0] == 404
            assert (await ask(farm, "DELETE", "/-/calls"))[0] == 404

    def test_a_farm_does_not_begin_with_a_fault_about_nothing(self) -> None:
        with pytest.raises(ValueError, match="ListJbos"):
            Endpoint(HANDLERS, [Fault.parse("drop:ListJbos")])
