"""A report as lines of text, and as values for JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.logs.files.time_text import UNKNOWN, Zone, stamp
from app.resources.sessions import SESSIONS
from app.stuck.silence import Silence
from app.stuck.words import MARK, last_sentence, usual_text
from app.view import GLYPHS, SPEAKING, LogLine, Tone, count_text, duration_text
from app.why.excerpt import Proof
from app.why.report import Group, Report
from app.why.spread import ranges_text
from app.why.tracing import Cause

_MOST_HOSTS = 4
ENDED_BADLY = frozenset({"FAILED", "CANCELED"})
"""How tasks are doing where nothing became of their failed runs."""
ENDS = "▸"
"""Marks the last line of a log that says nothing of what went wrong."""


def report_lines(report: Report) -> Iterator[str]:
    """The whole report, a line each."""
    calls = f"{count_text(report.calls, 'call')} · {report.seconds:.1f} s"
    yield f"{report.noun.capitalize()} {report.label}: {report.summary} · {calls}"
    for number, group in enumerate(report.groups, 1):
        yield ""
        yield f"{number}  {headline(group)}"
        yield from (f"   {line}" for line in group_lines(group, report.at))
    for silence in report.silent:
        yield ""
        age = duration_text(report.at - silence.since)
        yield f"{MARK} {age}  {silence.what} · {silence.ids[SESSIONS.key]}"
        yield f"   {usual_text(silence.usual)}"
        yield f"   {last_sentence(silence, report.at)}"
    if unseen := unseen_text(report):
        yield ""
        yield f"{unseen}."


def unseen_text(report: Report) -> str:
    """What the answer does not rest on: `Not looked at: the logs of 2 of 3 runs`; or nothing."""
    return f"Not looked at: {'; '.join(report.unseen)}" if report.unseen else ""


def headline(group: Group) -> str:
    """How many failed, and why: `✖ 18 tasks  exit 137, killed after memory ran out`."""
    return f"{GLYPHS[tone_of(group)]} {how_many(group)}  {why_text(group)}"


def tone_of(group: Group) -> Tone:
    """How bad it is: what was done later all the same is not as bad."""
    return Tone.WARN if group.is_mended else Tone.BAD


def how_many(group: Group) -> str:
    """`18 tasks`, also where they were kept from beginning; else what was done."""
    first, attempts = group.first, group.attempts
    if first.kind == "taskRun" or any("taskId" in one.task for one in attempts):
        return count_text(len({one.task.get("taskId") or one.label for one in attempts}), "task")
    return first.what if len(attempts) == 1 else f"{first.what} ×{len(attempts)}"


def why_text(group: Group) -> str:
    """The exit code, where there is one that says something, and the cause."""
    code = group.first.exit_code
    return f"exit {code}, {group.cause.sentence}" if code else group.cause.sentence


def where_text(group: Group) -> str:
    """`step render · hosts ip-10-0-3-17 (12), ip-10-0-3-22 (6) · frames 1040-1057`."""
    parts = [step] if (step := step_text(group)) else []
    if hosts := group.hosts:
        named = hosts.most_common(_MOST_HOSTS)
        texts = [f"{host} ({count})" if len(hosts) > 1 else host for host, count in named]
        more = [f"+{len(hosts) - _MOST_HOSTS} more"] if len(hosts) > _MOST_HOSTS else []
        parts.append(f"host{'s' if len(hosts) > 1 else ''} {', '.join([*texts, *more])}")
    if frames := group.frames:
        parts.append(f"frame{'s' if len(set(frames)) > 1 else ''} {ranges_text(frames)}")
    if fate := fate_text(group):
        parts.append(fate)
    return " · ".join(parts)


def step_text(group: Group) -> str:
    """`step render`; its short id, which says itself what it is of, where its name is not known."""
    first = group.first
    return f"step {first.step}" if first.step else first.step_title


def fate_text(group: Group) -> str:
    """What became of tasks that are run again: `retried, now done`, `now 2 READY`."""
    if group.first.is_waived:
        return "marked as succeeded since"
    if group.is_mended:
        return "retried, now done"
    if not group.fates or (not group.first.is_cut_short and group.fates.keys() <= ENDED_BADLY):
        return ""
    return f"now {', '.join(f'{count} {word}' for word, count in group.fates.most_common())}"


def group_lines(group: Group, now: float) -> Iterator[str]:
    """What is told of a group below its headline, `now` in seconds since the epoch."""
    if where := where_text(group):
        yield where
    for one in group.proofs:
        yield from map("".join, proof_parts(one, now))
    for label, text in facts(group):
        yield f"{label:<8} {text}"


def facts(group: Group) -> Iterator[tuple[str, str]]:
    """What is told of a group beside its proofs, each under its name."""
    shown = [group.cause.sentence, *(line.message for one in group.proofs for line in one.lines)]
    if (message := group.first.message) and not any(message in text for text in shown):
        yield "message", message
    if group.trouble:
        yield "log", group.trouble
    for origin in dict.fromkeys(one.origin for one in group.proofs if one.is_end):
        yield "log", f"the {origin}'s ends there, and tells of no error"
    if group.common:
        yield "common", "; ".join(group.common)
    if group.also:
        yield "also", "; ".join(cause.sentence for cause in group.also)
    if group.cause.advice:
        yield "advice", group.cause.advice


def proof_parts(proof: Proof, now: float, zone: Zone = Zone.UTC) -> Iterator[tuple[str, str]]:
    """The lines of a log, each behind its time; the telling one is marked, and so are
    others as they are in the log itself."""
    telling = ENDS if proof.is_end else GLYPHS[Tone.BAD]
    for index, (line, tone) in enumerate(zip(proof.lines, proof.tones, strict=True)):
        origin = proof.origin if not index else ""
        sign = GLYPHS[tone] if tone in SPEAKING else " "
        mark = telling if index == proof.telling else sign
        yield f"{origin:<8} {mark} {_time(line, now, zone)}  ", line.message


def _time(line: LogLine, now: float, zone: Zone) -> str:
    """`03:12:07.118Z`, behind its day where that is another one: `11-22 03:12:07.118Z`.

    By local time it has no offset, as a log on the screen has it.
    """
    if line.timestamp < 0:
        return UNKNOWN
    written, today = stamp(line.timestamp, zone), stamp(round(now * 1000), zone)
    day = "" if written[:10] == today[:10] else f"{written[5:10]} "
    return day + (written[11:] if zone is Zone.UTC else written[11:23])


def report_value(report: Report) -> dict[str, Any]:
    """The report as JSON has it; times of lines in milliseconds since the epoch."""
    return {
        "noun": report.noun,
        "label": report.label,
        **report.path,
        "summary": report.summary,
        "taskRunStatusCounts": report.counts,
        "calls": report.calls,
        "seconds": round(report.seconds, 3),
        "groups": [_group_value(group) for group in report.groups],
        "silent": [_silence_value(one, report.at) for one in report.silent],
        "notLookedAt": list(report.unseen),
    }


def _group_value(group: Group) -> dict[str, Any]:
    first = group.first
    return {
        "cause": _cause_value(group.cause),
        "also": [_cause_value(cause) for cause in group.also],
        "count": len(group.attempts),
        "step": first.step_title,
        "action": first.what,
        "status": first.status,
        "processExitCode": first.exit_code,
        "progressMessage": first.message,
        "hosts": dict(group.hosts),
        "instanceTypes": sorted({one.instance for one in group.attempts if one.instance}),
        "frames": ranges_text(group.frames),
        "taskRunStatusCounts": dict(group.fates),
        "markedAsSucceeded": first.is_waived,
        "taskIds": list(
            dict.fromkeys(str(one.task["taskId"]) for one in group.attempts if "taskId" in one.task)
        ),
        "sessionActionIds": list(dict.fromkeys(one.action_id for one in group.attempts)),
        "common": list(group.common),
        "proofs": [_proof_value(one) for one in group.proofs],
        "trouble": group.trouble,
    }


def _silence_value(silence: Silence, now: float) -> dict[str, Any]:
    heard, usual = silence.heard, silence.usual
    last = {"timestamp": round(heard.at * 1000), "message": heard.line} if heard.line else None
    return {
        **silence.ids,
        "action": silence.what,
        "seconds": round(now - silence.since, 3),
        "lastLine": last,
        "othersTake": None if usual is None else {"seconds": usual.median, "count": usual.count},
    }


def _cause_value(cause: Cause) -> Mapping[str, str]:
    return {"name": cause.name, "sentence": cause.sentence, "advice": cause.advice}


def _proof_value(proof: Proof) -> dict[str, Any]:
    return {
        "origin": proof.origin,
        "logGroupName": proof.place.group,
        "logStreamName": proof.place.stream,
        "sessionActionId": proof.action_id,
        "telling": proof.telling,
        "lines": [{"timestamp": line.timestamp, "message": line.message} for line in proof.lines],
    }
