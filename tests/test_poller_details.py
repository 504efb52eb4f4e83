"""What is told of each item beside the list, and of those who may not see it."""

from typing import Any

from app.errors import DeniedError, UnreachableError
from app.poller import Attention, Tempo
from app.resources import LEVELS
from app.resources.level import Place
from app.view import cell_text, short_id
from tests.fakes import FakeService, job
from tests.watching import ACTIONS, Clock, until, watching


async def test_details_that_keep_failing_are_told_since_they_first_did() -> None:
    service, clock, attention = FakeService(), Clock(), Attention()
    service.items["ListSessionActions"] = [
        {"sessionActionId": "sessionaction-1-0", "status": "RUNNING", "definition": {}}
    ]
    error = UnreachableError("No answer.")
    service.failures["BatchGetSessionAction"] = [error] * 3
    attention.look_at(("sessionaction-1-0",))
    began = clock.now
    async with watching(service, ACTIONS, attention, clock=clock, tempo=Tempo(0.0, 0.0)) as step:
        for _ in range(3):
            snapshot = await until(step, lambda s: s.trouble is not None)
            clock.now += 5
        assert snapshot.trouble is not None
        assert snapshot.trouble.since == began


async def test_columns_that_only_a_batch_fills_are_asked_for_once_after_the_end() -> None:
    service, attention = FakeService(), Attention()
    listed = {"sessionActionId": "sessionaction-1-0", "status": "FAILED", "definition": {}}
    service.items["ListSessionActions"] = [listed]
    service.details["BatchGetSessionAction"] = {
        "sessionaction-1-0": {**listed, "processExitCode": 137, "progressMessage": "out of memory"}
    }
    attention.look_at(("sessionaction-1-0",))
    async with watching(service, ACTIONS, attention) as step:
        snapshot = await until(
            step, lambda s: s.items.get("sessionaction-1-0", {}).get("processExitCode") == 137
        )
        assert "out of memory" in [cell_text(cell, 0.0) for cell in snapshot.rows[0].cells]
        for _ in range(5):
            await step()
    assert service.count()["BatchGetSessionAction"] == 1
    assert service.count()["ListSessionActions"] > 3


async def test_a_row_is_partial_until_its_details_are_there_or_nobody_may_have_them() -> None:
    service, attention = FakeService(), Attention()
    listed: dict[str, dict[str, Any]] = {
        key: {"sessionActionId": key, "status": "RUNNING", "definition": {}}
        for key in ("sessionaction-1-0", "sessionaction-1-1")
    }
    service.items["ListSessionActions"] = [*listed.values()]
    service.details["BatchGetSessionAction"] = listed
    attention.look_at(("sessionaction-1-0",))
    async with watching(service, ACTIONS, attention) as step:
        first = await until(step, lambda s: not s.loading)
        assert [row.partial for row in first.rows] == [True, True]
        told = await until(step, lambda s: not s.rows[0].partial)
        assert [row.partial for row in told.rows] == [False, True]
        service.failures["BatchGetSessionAction"] = [DeniedError("No.")]
        attention.look_at(("sessionaction-1-1",))
        refused = await until(step, lambda s: s.without_details is not None)
        assert [row.partial for row in refused.rows] == [False, False]


async def test_a_caller_who_may_list_but_not_batch_get_still_has_fresh_rows() -> None:
    service, attention = FakeService(), Attention()
    service.items["ListSessionActions"] = [
        {"sessionActionId": "sessionaction-1-0", "status": "RUNNING", "definition": {}}
    ]
    denied = DeniedError("You may not do GetSessionAction.")
    service.failures["BatchGetSessionAction"] = [denied]
    attention.look_at(("sessionaction-1-0",))
    async with watching(service, ACTIONS, attention) as step:
        snapshot = await until(step, lambda s: s.without_details is not None)
        assert (snapshot.trouble, snapshot.without_details) == (None, denied)
        for _ in range(3):
            assert (await step()).trouble is None
    assert service.count()["BatchGetSessionAction"] == 1


VISITS = Place(
    LEVELS["worker-sessions"],
    {"farmId": "farm-1", "fleetId": "fleet-1", "workerId": "worker-1"},
)


async def test_a_caller_who_may_not_see_the_names_of_jobs_still_has_fresh_rows_with_ids() -> None:
    service, attention = FakeService(), Attention()
    visit = {"sessionId": "session-1", "queueId": "queue-1", "jobId": job(1)["jobId"]}
    service.items["ListSessionsForWorker"] = [visit]
    service.items["ListQueues"] = [{"queueId": "queue-1", "displayName": "lighting"}]
    service.details["BatchGetJob"] = {visit["jobId"]: job(1)}
    denied = DeniedError("You may not do GetJob.")
    service.failures["BatchGetJob"] = [denied]
    attention.look_at(("session-1",))
    async with watching(service, VISITS, attention) as step:
        snapshot = await until(step, lambda s: s.without_names is not None)
        assert (snapshot.trouble, snapshot.without_names) == (None, denied)
        assert not snapshot.rows[0].partial
        texts = [cell_text(cell, 0.0) for cell in snapshot.rows[0].cells]
        assert "lighting" in texts
        assert short_id(visit["jobId"]) in texts
        for _ in range(3):
            assert (await step()).trouble is None
        assert service.count()["BatchGetJob"] == 1
        attention.refresh()
        told = await until(step, lambda s: "jobName" in s.items["session-1"])
        assert told.without_names is None


async def test_a_caller_who_may_not_see_one_of_the_names_is_told_so_until_there_is_one() -> None:
    service, attention = FakeService(), Attention()
    visits = [
        {"sessionId": f"session-{n}", "queueId": "queue-1", "jobId": job(n)["jobId"]}
        for n in (1, 2)
    ]
    service.items["ListSessionsForWorker"] = visits
    service.items["ListQueues"] = [{"queueId": "queue-1", "displayName": "lighting"}]
    service.details["BatchGetJob"] = {job(n)["jobId"]: job(n) for n in (1, 2)}
    denied = {"jobId": job(1)["jobId"], "code": "AccessDeniedException", "message": "No."}
    service.single["BatchGetJob"] = {"jobs": [job(2)], "errors": [denied]}
    attention.look_at(("session-1", "session-2"))
    async with watching(service, VISITS, attention) as step:
        snapshot = await until(step, lambda s: s.without_names is not None)
        assert "jobName" in snapshot.items["session-2"]
        assert str(snapshot.without_names) == "You may not see every job. No."
        assert not snapshot.rows[0].partial
        del service.single["BatchGetJob"]
        attention.refresh()
        told = await until(step, lambda s: "jobName" in s.items["session-1"])
        assert told.without_names is None
