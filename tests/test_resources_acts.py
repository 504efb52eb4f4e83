"""Every action's declaration holds against botocore's own model of the service."""

from collections.abc import Iterator

import botocore.session
import pytest
from botocore.model import ListShape, Shape, StructureShape
from botocore.validate import ParamValidator

from app.acting import Change, Target
from app.aws.reading.following import link_of
from app.resources import LEVELS
from app.resources.acts import ACTED_THROUGH, ACTS, Act, Amount

MODEL = botocore.session.get_session().get_service_model("deadline")


def input_of(operation: str) -> StructureShape:
    shape = MODEL.operation_model(operation).input_shape
    assert shape is not None
    return shape


def every_act() -> Iterator[object]:
    for level, acts in ACTS.items():
        for act in acts:
            yield pytest.param(level, act, id=f"{level}-{act.name.replace(' ', '-')}")


EVERY_ACT = pytest.mark.parametrize(("level", "act"), list(every_act()))

IDS = {
    "farmId": f"farm-{'1' * 32}",
    "queueId": f"queue-{'2' * 32}",
    "jobId": f"job-{'3' * 32}",
    "stepId": f"step-{'4' * 32}",
    "taskId": f"task-{'4' * 32}-7",
    "sessionId": f"session-{'5' * 32}",
}


def change_of(act: Act, targets: int) -> Change:
    value = act.value.most if isinstance(act.value, Amount) else act.value
    ids = {name: IDS[name] for name in act.ids}
    return Change(act, value, tuple(Target(str(n), f"item {n}", ids) for n in range(targets)))


@EVERY_ACT
@pytest.mark.parametrize("targets", [1, 2, 101])
def test_what_is_asked_for_is_a_request_that_the_service_takes(
    level: str, act: Act, targets: int
) -> None:
    assert level in LEVELS
    requests = list(change_of(act, targets).requests())
    assert len(requests) == (-(-targets // 100) if act.many or targets == 1 else targets)
    for request in requests:
        shape = input_of(request.operation)
        report = ParamValidator().validate(request.parameters, shape)
        assert not report.has_errors(), report.generate_report()
        assert set(request.parameters) <= set(shape.members)


@EVERY_ACT
def test_what_items_are_brought_to_is_a_word_or_a_number_of_the_model(level: str, act: Act) -> None:
    assert level in LEVELS
    shape: Shape = input_of(act.operation).members[act.member]
    if isinstance(act.value, Amount):
        limits = shape.metadata
        assert (act.value.least, act.value.most) == (limits["min"], limits["max"])
    else:
        assert act.value in getattr(shape, "enum", ())


@EVERY_ACT
def test_an_item_is_named_by_what_its_level_knows_of_it(level: str, act: Act) -> None:
    assert LEVELS[level].key in act.ids
    if act.many is None:
        return
    listed = input_of(act.many.operation).members[act.many.listed]
    assert isinstance(listed, ListShape)
    assert {*act.ids, act.member} <= set(listed.member.members)  # type: ignore[attr-defined]


def acts_of(level: str) -> list[Act]:
    """What can be done with what the items of a level are or lead to."""
    links = [link_of(LEVELS[level], name) for name in ACTED_THROUGH.get(level, ())]
    led_to = [link.level for link in links if link is not None]
    assert len(led_to) == len(links)
    return [act for name in led_to or [level] for act in ACTS[name]]


@pytest.mark.parametrize("level", [*ACTS, *ACTED_THROUGH])
def test_each_action_of_a_level_has_a_key_of_its_own(level: str) -> None:
    keys = [act.key for act in acts_of(level)]
    assert len(set(keys)) == len(keys)
    # These close the box, and move in it.
    assert not {"q", "h", "j", "k", "l", "A"} & set(keys)


def act_named(level: str, name: str) -> Act:
    (act,) = (act for act in ACTS[level] if act.name == name)
    return act


def test_an_action_makes_sense_where_some_task_is_in_a_status_that_it_changes() -> None:
    job = {
        "lifecycleStatus": "CREATE_COMPLETE",
        "taskRunStatus": "RUNNING",
        "taskRunStatusCounts": {"RUNNING": 2, "FAILED": 3, "READY": 5, "SUCCEEDED": 7},
    }
    touched = {act.name: act.touches(job) for act in ACTS["jobs"]}
    assert touched["requeue"] == 10
    assert touched["resume"] == 3
    assert touched["cancel"] == touched["suspend"] == 7
    assert touched["succeed"] == 10
    assert touched["archive"] == 0
    archived = {**job, "lifecycleStatus": "ARCHIVED"}
    assert not any(act.touches(archived) for act in ACTS["jobs"])
    assert act_named("tasks", "requeue").touches({"runStatus": "FAILED"}) == 1
    assert act_named("tasks", "requeue").touches({"runStatus": "RUNNING"}) == 0
    assert act_named("sessions", "end").touches({"lifecycleStatus": "STARTED"}) == 1
    assert act_named("sessions", "end").touches({"lifecycleStatus": "ENDED"}) == 0
