"""What becomes of a change, item by item, and what is written down about it."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.acting import Answer, AuditTrail, Author, Change, Errand, Outcome, Target
from app.acting.change import Request
from app.aws.api import NO_PARAMETERS
from app.aws.pacing.priority import Priority, current_asker
from app.errors import DeniedError, ExpiredError, FarmtopError, ThrottledError, UnreachableError
from app.resources.acts import ACTS, Act
from app.resources.log_place import ReadRole

AUTHOR = Author("111122223333", "arn:aws:iam::111122223333:user/wrangler", "us-west-2", "")
CANCEL_JOB = next(act for act in ACTS["jobs"] if act.name == "cancel")
CANCEL_STEP = next(act for act in ACTS["steps"] if act.name == "cancel")


def job_act(name: str) -> Act:
    return next(act for act in ACTS["jobs"] if act.name == name)


class Service:
    """Answers as it is told to, and remembers what it was asked."""

    def __init__(self, answer: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
        self._answer = answer
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.askers: list[Priority] = []

    async def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, object] = NO_PARAMETERS,
        *,
        role: ReadRole | None = None,
    ) -> dict[str, Any]:
        assert service == "deadline"
        assert role is None
        self.asked.append((operation, parameters))
        self.askers.append(current_asker().priority)
        await asyncio.sleep(0)
        return self._answer(parameters)


def raises(error: FarmtopError) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    def answer(parameters: Mapping[str, Any]) -> dict[str, Any]:
        del parameters
        raise error

    return answer


def change(act: Act, count: int) -> Change:
    ids = [{name: f"{name}-{n}" for name in act.ids} for n in range(count)]
    return Change(act, "CANCELED", tuple(Target(f"{n}", f"item {n}", i) for n, i in enumerate(ids)))


def trail(folder: Path, of: Change) -> AuditTrail:
    return AuditTrail(folder / "state" / "actions.jsonl", AUTHOR, of, lambda: 1_795_317_300.25)


def written(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "state" / "actions.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


async def run(service: Service, folder: Path, of: Change) -> Errand:
    errand = Errand(of)
    await errand.run(service, trail(folder, of))
    assert errand.done
    return errand


async def test_each_item_has_what_the_answer_to_a_batch_says_of_it(tmp_path: Path) -> None:
    wanted = change(CANCEL_JOB, 3)
    denied = {"code": "AccessDeniedException", "message": "Not \x1b[31myours"}
    service = Service(lambda _: {"errors": [{**wanted.targets[1].ids, **denied}]})
    errand = await run(service, tmp_path, wanted)
    answers = [outcome.answer for outcome in errand.outcomes]
    assert answers == [Answer.ACCEPTED, Answer.REFUSED, Answer.ACCEPTED]
    assert errand.outcomes[1].error == "AccessDeniedException: Not yours"
    assert [operation for operation, _ in service.asked] == ["BatchUpdateJob"]
    assert service.askers == [Priority.ASKED]


async def test_more_than_a_hundred_items_take_more_than_one_call(tmp_path: Path) -> None:
    service = Service(lambda _: {"errors": []})
    errand = await run(service, tmp_path, change(CANCEL_JOB, 201))
    assert [len(parameters["jobs"]) for _, parameters in service.asked] == [100, 100, 1]
    assert errand.count(Answer.ACCEPTED) == 201


async def test_what_one_item_is_refused_the_others_are_asked_for_all_the_same(
    tmp_path: Path,
) -> None:
    def answer(parameters: Mapping[str, Any]) -> dict[str, Any]:
        if parameters["stepId"] == "stepId-1":
            raise DeniedError("UpdateStep is denied.", "Ask somebody.")
        return {}

    errand = await run(Service(answer), tmp_path, change(CANCEL_STEP, 3))
    assert [outcome.answer for outcome in errand.outcomes] == [
        Answer.ACCEPTED,
        Answer.REFUSED,
        Answer.ACCEPTED,
    ]
    assert errand.outcomes[1].error == "UpdateStep is denied. Ask somebody."


async def test_a_call_without_an_answer_is_made_once_and_nobody_claims_to_know(
    tmp_path: Path,
) -> None:
    service = Service(raises(UnreachableError("It does not answer.")))
    errand = await run(service, tmp_path, change(CANCEL_JOB, 2))
    assert len(service.asked) == 1
    assert errand.count(Answer.UNKNOWN) == 2
    assert [line["outcome"] for line in written(tmp_path)] == ["requested"] * 2 + ["unknown"] * 2


async def test_what_is_throttled_is_refused_and_waits_for_nobody(tmp_path: Path) -> None:
    error = ThrottledError("AWS Deadline Cloud throttles UpdateJob.", "It passes by itself.")
    errand = await run(Service(raises(error)), tmp_path, change(CANCEL_JOB, 1))
    (outcome,) = errand.outcomes
    assert outcome.answer is Answer.REFUSED
    assert outcome.error == "AWS Deadline Cloud throttles UpdateJob. Ask again in a while."


@pytest.mark.parametrize(
    ("act", "value", "count", "told"),
    [
        ("cancel", "CANCELED", 1, "Cancel the job item 0: 1 requested."),
        ("cancel", "CANCELED", 1_200, "Cancel 1,200 jobs: 1,200 requested."),
        ("set the priority of", 80, 1, "Priority 80 of the job item 0: 1 requested."),
        ("set the priority of", 80, 2, "Priority 80 of 2 jobs: 2 requested."),
        ("set the max failed tasks of", 5, 2, "Max failed tasks 5 of 2 jobs: 2 requested."),
        ("succeed", "SUCCEEDED", 1, "Mark the job item 0 as succeeded: 1 requested."),
    ],
)
def test_what_is_told_says_what_was_asked_of_what(
    act: str, value: str | int, count: int, told: str
) -> None:
    targets = change(CANCEL_JOB, count).targets
    asked = Change(job_act(act), value, targets)
    assert Errand(asked).told == told


@pytest.mark.parametrize(
    ("act", "value", "words"),
    [
        ("succeed", "SUCCEEDED", "succeed"),
        ("set the priority of", 80, "priority 80"),
        ("set the max failed tasks of", 5, "most failed tasks 5"),
    ],
)
async def test_the_words_in_the_trail_stay_whatever_the_screen_says(
    tmp_path: Path, act: str, value: str | int, words: str
) -> None:
    asked = Change(job_act(act), value, change(CANCEL_JOB, 1).targets)
    await run(Service(lambda _: {}), tmp_path, asked)
    assert {line["action"] for line in written(tmp_path)} == {words}


async def test_without_credentials_the_rest_is_not_asked_for(tmp_path: Path) -> None:
    service = Service(raises(ExpiredError("The credentials have expired.", "Log in.")))
    errand = await run(service, tmp_path, change(CANCEL_STEP, 3))
    assert len(service.asked) == 1
    assert errand.count(Answer.REFUSED) == 1
    assert errand.count(Answer.NOT_ASKED) == 2


async def test_what_is_asked_is_on_the_disk_before_the_service_hears_of_it(tmp_path: Path) -> None:
    before: list[list[dict[str, Any]]] = []

    def answer(parameters: Mapping[str, Any]) -> dict[str, Any]:
        del parameters
        before.append(written(tmp_path))
        return {"errors": []}

    wanted = change(CANCEL_JOB, 2)
    await run(Service(answer), tmp_path, wanted)
    assert [line["outcome"] for line in before[0]] == ["requested", "requested"]
    lines = written(tmp_path)
    assert lines[:2] == before[0]
    assert len({line.pop("change") for line in lines}) == 1
    assert lines[2] == {
        "time": "2026-11-22T03:15:00.250+00:00",
        "account": "111122223333",
        "identity": "arn:aws:iam::111122223333:user/wrangler",
        "region": "us-west-2",
        "endpoint": "",
        "action": "cancel",
        "operation": "BatchUpdateJob",
        "set": {"targetTaskRunStatus": "CANCELED"},
        "ids": dict(wanted.targets[0].ids),
        "outcome": "accepted",
        "error": "",
    }


async def test_nobody_else_can_read_the_trail(tmp_path: Path) -> None:
    await run(Service(lambda _: {}), tmp_path, change(CANCEL_JOB, 1))
    file = tmp_path / "state" / "actions.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


async def test_a_line_that_a_crash_cut_off_spoils_no_other(tmp_path: Path) -> None:
    file = tmp_path / "state" / "actions.jsonl"
    file.parent.mkdir()
    file.write_text('{"whole": true}\n{"cut o')
    await run(Service(lambda _: {}), tmp_path, change(CANCEL_JOB, 1))
    lines = file.read_text().splitlines()
    assert lines[:2] == ['{"whole": true}', '{"cut o']
    assert [json.loads(line)["outcome"] for line in lines[2:]] == ["requested", "accepted"]


async def test_what_cannot_be_written_down_is_not_done(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    service = Service(lambda _: {})
    errand = await run(service, tmp_path, change(CANCEL_JOB, 2))
    assert service.asked == []
    assert errand.count(Answer.NOT_ASKED) == 2
    assert "cannot be written" in errand.complaint


async def test_leaving_before_the_answer_leaves_a_line_that_says_so(tmp_path: Path) -> None:
    heard = asyncio.Event()

    class Silent(Service):
        async def call(self, *_arguments: object, **_named: object) -> dict[str, Any]:
            heard.set()
            await asyncio.Event().wait()
            return {}

    wanted = change(CANCEL_JOB, 2)
    task = asyncio.ensure_future(Errand(wanted).run(Silent(lambda _: {}), trail(tmp_path, wanted)))
    await heard.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [line["outcome"] for line in written(tmp_path)] == ["requested"] * 2 + ["unknown"] * 2


class Told(AuditTrail):
    """A trail that says when it is being written, and by which thread, and waits there."""

    def __init__(self, folder: Path, of: Change) -> None:
        super().__init__(folder / "state" / "actions.jsonl", AUTHOR, of, lambda: 1_795_317_300.25)
        self.begun = asyncio.Event()
        self.may_end = threading.Event()
        self._loop = asyncio.get_running_loop()

    def write(self, request: Request, outcomes: Iterable[Outcome]) -> None:
        assert threading.current_thread() is not threading.main_thread()
        self._loop.call_soon_threadsafe(self.begun.set)
        self.may_end.wait()
        super().write(request, outcomes)


async def test_no_key_waits_for_a_line_to_be_on_the_disk(tmp_path: Path) -> None:
    wanted = change(CANCEL_STEP, 2)
    told = Told(tmp_path, wanted)
    told.may_end.set()
    errand = Errand(wanted)
    await errand.run(Service(lambda _: {}), told)
    assert errand.count(Answer.ACCEPTED) == 2
    assert not errand.complaint


async def test_leaving_before_the_service_is_asked_leaves_a_line_that_says_so(
    tmp_path: Path,
) -> None:
    service, wanted = Service(lambda _: {}), change(CANCEL_JOB, 2)
    told = Told(tmp_path, wanted)
    task = asyncio.ensure_future(Errand(wanted).run(service, told))
    await told.begun.wait()
    task.cancel()
    told.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    outcomes = [(line["outcome"], line["error"]) for line in written(tmp_path)]
    not_asked = ("not asked", "farmtop was left before it was asked.")
    assert outcomes == [("requested", "")] * 2 + [not_asked] * 2
    assert not service.asked


async def test_whoever_follows_hears_of_outcomes_until_the_last(tmp_path: Path) -> None:
    wanted = change(CANCEL_STEP, 3)
    errand = Errand(wanted)
    heard = []

    async def follow() -> None:
        heard.extend([errand.count(Answer.ASKED) async for _ in errand.changes()])

    following = asyncio.ensure_future(follow())
    await asyncio.sleep(0)
    await errand.run(Service(lambda _: {}), trail(tmp_path, wanted))
    await following
    assert (heard[0], heard[-1]) == (3, 0)
