"""Faults: how they are written, and what they decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.localfarm.faults import Fault, Faults, Kind, Verdict, check
from tests.clients import ACCESS_KEY
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
