"""The ways in which work on a farm fails, and by what one knows them: one table.

What an error looks like in a log is told by `app.logs.scanning.sign_table`; a mark names the signs
of that table by which it is known. The first signature whose marks are seen is the cause; those
behind it are what else was seen.
"""

from dataclasses import dataclass
from enum import Enum


class Seen(Enum):
    """Where a mark is seen."""

    SETUP = "log set-up"
    """The service says that it could not set up the session's log."""
    STATUS = "status"
    """The kind and the status of the session action: `envEnter FAILED`."""
    FATE = "fate"
    """How the task of the session action is doing now."""
    MESSAGE = "message"
    """The session action's progress message."""
    EXIT = "exit code"
    """The exit code of its process."""
    SPREAD = "spread"
    """Where the failures are: `one host`, `one range`."""
    SESSION = "session"
    """The session's log, from the first error of the last ones to the end of the action."""
    WORKER = "worker"
    """The worker's log around the end of the action."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something by which a cause is known, where it is seen: a pattern, or signs of lines."""

    seen: Seen
    pattern: str = ""
    """A regular expression; empty where signs say it."""
    signs: tuple[str, ...] = ()
    """Names of signs, one of which stands in the line."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to fail."""

    name: str
    ways: tuple[tuple[Mark, ...], ...]
    """It is known by all marks of any of these; of those that are seen, the last has the line that
    tells best."""
    sentence: str
    """What happened. `{exit}`, `{message}`, `{what}`, `{host}`, `{frames}`, `{setup}` and
    `{stopped}` are filled in."""
    advice: str = ""
    """What one can do about it."""
    alone: bool = False
    """Whether it says something only where no other one is seen."""


_INTERRUPTED = Mark(Seen.STATUS, r" (?:INTERRUPTED|RECLAIMED|RECLAIMING)$")
_KILLED = Mark(Seen.EXIT, r"^(?:137|-9)$")

SIGNATURES: tuple[Signature, ...] = (
    Signature(
        "log set-up",
        ((Mark(Seen.SETUP, r"\S"),),),
        "the service could not set up the log: {setup}",
        "Check the log group, and that the queue's role may write to it.",
    ),
    Signature(
        "spot interruption",
        (
            (Mark(Seen.MESSAGE, signs=("spot interruption",)),),
            (_INTERRUPTED, Mark(Seen.WORKER, signs=("spot interruption",))),
        ),
        "worker reclaimed (spot interruption)",
        "It is tried again by itself; frames that take hours want on-demand instances.",
    ),
    Signature(
        "worker lost",
        (
            (
                Mark(
                    Seen.MESSAGE,
                    r"(?i)(?:stopped|not) responding|worker (?:was |is )?(?:lost|gone)|"
                    r"agent (?:has |was )?(?:crashed|restarted|stopped)",
                ),
            ),
            (_INTERRUPTED, Mark(Seen.WORKER, signs=("traceback", "unhandled exception"))),
        ),
        "the worker stopped responding",
        "The agent or the host died: look at the end of the worker's log and at the instance.",
    ),
    Signature(
        "interrupted",
        ((_INTERRUPTED,),),
        "the worker had to stop",
        "It is tried again by itself.",
        alone=True,
    ),
    Signature(
        "time-out",
        (
            (Mark(Seen.MESSAGE, signs=("runtime limit",)),),
            (Mark(Seen.MESSAGE, r"(?i)\btimed? ?out\b|runtime limit"),),
            (Mark(Seen.SESSION, signs=("runtime limit",)),),
        ),
        "ran into its time limit",
        "Raise the time-out in the job's template, or find out why it took so long.",
    ),
    Signature(
        "cancelled",
        (
            (Mark(Seen.STATUS, r" CANCELED$"),),
            (Mark(Seen.STATUS, r" NEVER_ATTEMPTED$"), Mark(Seen.FATE, r"^CANCELED$")),
        ),
        "{stopped}",
    ),
    Signature(
        "environment",
        ((Mark(Seen.STATUS, r"^envEnter FAILED$"),),),
        "the environment could not be set up ({what})",
        "No task of such a session is begun: mend the environment first.",
    ),
    Signature(
        "job attachments",
        ((Mark(Seen.STATUS, r"^syncInputJobAttachments FAILED$"),),),
        "the job's attachments could not be fetched",
        "Check the bucket and the queue's role.",
    ),
    Signature(
        "bad host",
        ((Mark(Seen.SPREAD, r"^one host$"),),),
        "fails on one host alone, {host}",
        "Take the host out, and see what differs on it: mounts, disk, drivers, licences.",
        alone=True,
    ),
    Signature(
        "out of memory",
        (
            (Mark(Seen.SESSION, signs=("memory ran out",)),),
            (Mark(Seen.MESSAGE, signs=("memory ran out",)),),
            (_KILLED, Mark(Seen.WORKER, signs=("host out of memory",))),
        ),
        "killed after memory ran out",
        "Ask for hosts with more memory, or make the scene smaller.",
    ),
    Signature(
        "killed",
        ((Mark(Seen.SESSION, signs=("killed",)),), (_KILLED,)),
        "killed from outside",
        "Most often that is the system when memory runs out: look at the host's memory.",
        alone=True,
    ),
    Signature(
        "licence",
        (
            (Mark(Seen.SESSION, signs=("licence", "licence missing")),),
            (Mark(Seen.MESSAGE, signs=("licence", "licence missing")),),
        ),
        "no licence was to be had",
        "Limit how many run at once to the licences that there are.",
    ),
    Signature(
        "crash",
        (
            (Mark(Seen.SESSION, signs=("crash",)),),
            (Mark(Seen.SESSION, r"(?i)\bsegmentation (?:fault|violation)\b|\bbus error\b"),),
            (Mark(Seen.EXIT, r"^(?:139|134|136|132|135|-11|-6|-8|-4|-7|3221225477|-1073741819)$"),),
        ),
        "the program crashed",
        "Run the frame by hand with the same scene; the backtrace is in the log.",
    ),
    Signature(
        "missing input",
        (
            (
                Mark(
                    Seen.SESSION,
                    r"(?i)no such file or directory|file not found|filenotfounderror|"
                    r"\b(?:file|texture|image|asset|input|scene|cache)s? (?:is |are |was )?missing|"
                    r"\b(?:cannot|can't|could not|couldn't|unable to|failed to) "
                    r"(?:open|load|find|read|locate)\b",
                ),
            ),
            (
                Mark(
                    Seen.MESSAGE,
                    r"(?i)no such file|not found|"
                    r"\b(?:file|texture|image|asset|input|scene|cache)s? (?:is |are |was )?missing",
                ),
            ),
        ),
        "an input file is missing",
        "Check that it was handed in with the job, and that its path is mapped on the workers.",
    ),
    Signature(
        "disk",
        ((Mark(Seen.SESSION, signs=("disk",)),),),
        "the disk would not take it",
        "Check the free space and the mounts of the host.",
    ),
    Signature(
        "permission",
        ((Mark(Seen.SESSION, signs=("permission denied",)),),),
        "it was not permitted",
        "Check the rights of the job's user, and the queue's role.",
    ),
    Signature(
        "command",
        ((Mark(Seen.SESSION, signs=("command not found",)),),),
        "the program is not there",
        "Check what is installed on the hosts, or the environment that should bring it.",
    ),
    Signature(
        "bad parameter",
        (
            (
                Mark(
                    Seen.SESSION,
                    r"(?i)\b(?:invalid|illegal|unknown|bad|unrecogni[sz]ed) "
                    r"(?:value|argument|parameter|option|frame)|"
                    r"\b(?:frame|value|parameter|argument)\b.{0,60}?\b(?:out of|outside|not in)\b"
                    r".{0,20}?\brange\b|\bno such (?:frame|camera|layer|node|option)\b",
                ),
            ),
        ),
        "a parameter makes no sense to the program",
        "Check the parameters of the job, and its frame range.",
    ),
    Signature(
        "Python",
        (
            (Mark(Seen.SESSION, signs=("traceback",)),),
            (Mark(Seen.SESSION, signs=("exception",)),),
        ),
        "a script failed: {message}",
    ),
    Signature(
        "openjd_fail",
        ((Mark(Seen.SESSION, r"^openjd_fail:\s*\S"),),),
        "the job says: {message}",
        alone=True,
    ),
    Signature(
        "bad range",
        ((Mark(Seen.SPREAD, r"^one range$"),),),
        "fails on frames {frames} alone",
        "See what those frames have that the others have not, or whether they exist at all.",
        alone=True,
    ),
    Signature(
        "exit code",
        ((Mark(Seen.EXIT, r"^-?0*[1-9]\d*$"),),),
        "the program ended with an error",
        alone=True,
    ),
)
"""Every way, the more certain ones first."""

UNKNOWN = Signature("unknown", (), "nothing tells why", "Read the log whole.")
"""What is said where no signature is seen."""
