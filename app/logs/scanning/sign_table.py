"""The signs by which a line of a log is known to tell of an error or a warning: one table.

Wordings of openjd-sessions and of the worker agent are those of 0.10.7 and 0.29.0; those of the
renderers are what they have printed for many versions. A row is a sign; the one that stands first
in a line decides what the line means, and of several that stand in one place the first of the
table.
"""

from dataclasses import dataclass

from app.view import Tone


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that a line holds, and what the line thereby means."""

    name: str
    tone: Tone
    """BAD or WARN; PLAIN where it only looks like one."""
    pattern: str
    """A regular expression, read as ASCII."""
    words: tuple[str, ...]
    """In lower case and letters only: every text that matches has one of them once everything but
    letters has been left out of it. Only lines with one of them are looked at."""
    opening: bool = False
    """Whether it counts only where a line opens with it, but for a bracket and signs before it."""


_OPENING = r"^(?:\[[^\]]{0,40}\])?[\s/#|>*:-]{0,8}"

_TRIED = (
    "open|read|write|load|save|create|find|obtain|start|execute|connect|allocate|initiali[sz]e|"
    "launch|access|resolve|acquire|check ?out|render"
)
_LICENCE = r"licen[cs]es?\b"
_LICENCE_TROUBLE = (
    r"(?:fail|denied|expired|unavailable|invalid|error|timed out|exceeded|maximum number|"
    r"(?:not|cannot|can't|could not|couldn't|unable to) (?:be )?"
    r"(?:available|found|obtain|valid|acquire|check|get|connect))"
)

SIGNS: tuple[Sign, ...] = (
    # What only looks like an error.
    Sign(
        "no errors",
        Tone.PLAIN,
        r"(?i:(?<![\d.])\b(?:0|no|zero|without(?: any)?)[ -](?:\w+ )?errors?\b)",
        ("error",),
    ),
    Sign(
        "errors counted to none",
        Tone.PLAIN,
        r"(?i:\b\w*errors?(?:[ _]?(?:count|total|code|status))?[\"']?\s*[:=]\s*"
        r"[\"']?(?:0x0+|0+|none|null|nil|false|ok)\b(?!\.\d))",
        ("error",),
    ),
    Sign(
        "an estimate's error",
        Tone.PLAIN,
        r"(?i:\berror\s*[:=]\s*[-+]?(?:\d*\.\d+(?:e[-+]?\d+)?|\d+(?= ?%)))",
        ("error",),
    ),
    Sign(
        "a level that is set",
        Tone.PLAIN,
        r"(?i:(?:log(?:ging)?[ _-]?level|loglevel|verbosity|on[ _-]error)\b\W{0,4}(?:set |to |is )*"
        r"\W{0,2}(?:error|fatal|critical|warn(?:ing)?)\b)",
        ("error", "fatal", "critical", "warn"),
    ),
    # Blender reports it at the end of many a good render.
    Sign("memory not freed", Tone.WARN, r"Error: Not freed memory blocks", ("notfreed",)),
    # Open Job Description and the worker agent.
    Sign("openjd_fail", Tone.BAD, r"^openjd_fail:", ("openjdfail",)),
    Sign("runtime limit", Tone.BAD, r"^TIMEOUT\b", ("timeout",)),
    Sign("interrupt", Tone.BAD, r"^INTERRUPT\b", ("interrupt",)),
    Sign("cancellation", Tone.BAD, r"^Canceling\b", ("canceling",)),
    Sign(
        "exit code",
        Tone.BAD,
        r"\bexit(?:ed)?(?: with)?(?: an?)?(?: non-?zero)?(?: (?:exit|error|return))?[ _]"
        r"(?:code|status)\b[\s:=]*(?!0+\b|0x0+\b)-?(?:0x[\da-fA-F]+|\d+)",
        ("exit",),
    ),
    Sign(
        "return code",
        Tone.BAD,
        r"\breturn(?:ed)? code\b[\s:=]*(?!0+\b|0x0+\b)-?(?:0x[\da-fA-F]+|\d+)",
        ("returncode", "returnedcode"),
    ),
    Sign(
        "spot interruption",
        Tone.BAD,
        r"(?i:\bspot (?:terminat|(?:instance )?interruption)\w*)",
        ("spotterminat", "spotinterruption", "spotinstanceinterruption"),
    ),
    Sign(
        "host configuration",
        Tone.BAD,
        r"(?i:\bhost config(?:uration)?\b.{0,60}?(?:failed|timed out|timeout expired|non-?zero))",
        ("hostconfig",),
    ),
    Sign("call refused", Tone.BAD, r"^\w+ +API\.Resp +\S+ [45]\d\d\b", ("apiresp",)),
    Sign("action failed", Tone.BAD, r"^\w+ +Action\.End .{0,200}?\bFAILED\b", ("actionend",)),
    Sign(
        "host out of memory",
        Tone.WARN,
        r"\bmemory (?:9[5-9](?:\.\d+)?|100(?:\.0)?) ?%",
        ("memory",),
    ),
    # Python.
    Sign("traceback", Tone.BAD, r"Traceback \(most recent call last\)", ("tracebackmost",)),
    Sign(
        "exception",
        Tone.BAD,
        r"(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception)(?:: |$)",
        ("error", "exception"),
        opening=True,
    ),
    Sign(
        "unhandled exception",
        Tone.BAD,
        r"(?i:\b(?:unhandled|uncaught|caught(?: an)?) exception\b)|"
        r"\bterminate called (?:after|without)\b",
        ("exception", "terminatecalled"),
    ),
    # Shells and operating systems.
    Sign("killed", Tone.BAD, r"\bKilled(?=\s{2}|\s*$|: | process \d)", ("killed",)),
    Sign(
        "memory ran out",
        Tone.BAD,
        r"(?i:(?<![a-z])out[ _]of[ _](?:(?:gpu|host|device|video|system|virtual)[ _])?memory\b)|"
        r"\boom-kill|\bOOM[- ]?[Kk]ill|(?i:\bcannot allocate memory\b)|\bbad_alloc\b|"
        r"(?i:\b(?:insufficient|not enough) (?:\w{1,20} )?memory\b)",
        (
            "outofmemory",
            "outofgpumemory",
            "outofhostmemory",
            "outofdevicememory",
            "outofvideomemory",
            "outofsystemmemory",
            "outofvirtualmemory",
            "oomkill",
            "allocatememory",
            "badalloc",
            "insufficient",
            "notenough",
        ),
    ),
    Sign(
        "crash",
        Tone.BAD,
        r"(?i:\bsegmentation fault\b|\bsegmentation violation\b|\bsegfault\b|\bcore dumped\b|"
        r"\bbus error\b|\billegal instruction\b|\bcrashed\b|\baccess violation\b)|"
        r"\bSIG(?:SEGV|ABRT|BUS|ILL|FPE)\b|\bEXCEPTION_[A-Z][A-Z_]+|^Writing: \S*crash\S*\.txt",
        (
            "segmentation",
            "segfault",
            "coredumped",
            "buserror",
            "illegalinstruction",
            "crash",
            "accessviolation",
            "sigsegv",
            "sigabrt",
            "sigbus",
            "sigill",
            "sigfpe",
            "exception",
        ),
    ),
    Sign(
        "disk",
        Tone.BAD,
        r"(?i:\bno space left\b|\bdisk quota exceeded\b|\bread-only file system\b|"
        r"\bstale (?:nfs )?file handle\b|\binput/output error\b|\btoo many open files\b)",
        (
            "spaceleft",
            "quotaexceeded",
            "readonlyfile",
            "stalefile",
            "stalenfs",
            "outputerror",
            "toomanyopen",
        ),
    ),
    Sign(
        "command not found",
        Tone.BAD,
        r"\bcommand not found\b|is not recognized as an? |\bcannot execute\b",
        ("commandnotfound", "notrecognized", "cannotexecute"),
    ),
    Sign(
        "permission denied",
        Tone.BAD,
        r"(?i:\b(?:permission|access) (?:is )?denied\b)|\bAccessDenied",
        ("denied",),
    ),
    # Licences, of whatever program.
    Sign("licence", Tone.BAD, rf"(?i:\b{_LICENCE}.{{0,60}}?{_LICENCE_TROUBLE})", ("licen",)),
    Sign(
        "licence missing",
        Tone.BAD,
        r"(?i:\b(?:could not|couldn't|cannot|can't|unable to|failed to|fails? to|no(?: valid)?)\b"
        rf".{{0,40}}?{_LICENCE}(?! (?:is )?(?:required|needed|necessary)))",
        ("licen",),
    ),
    # Graphics cards.
    Sign(
        "graphics card",
        Tone.BAD,
        r"\b(?:CUDA|OPTIX|OptiX|HIP|OpenCL|CL|VK|Vulkan|GPU)[ _](?:ERROR|[Ee]rror)\b",
        ("error",),
    ),
    # Renderers.
    Sign(
        "render failed",
        Tone.BAD,
        r"(?i:\brender(?:ing|er)? (?:was |has )?(?:failed|aborted|crashed)\b|"
        r"\baborting render)",
        ("failed", "aborted", "crashed", "abortingrender"),
    ),
    Sign(
        "fatal error",
        Tone.BAD,
        r"\b[Ff]atal(?: [Ee]rror\b|:)",
        ("fatal",),
    ),
    Sign(
        "error while",
        Tone.BAD,
        r"\b[Ee]rror (?:(?:load|open|read|writ|sav|render|creat|evaluat|execut|allocat|import|"
        r"export|initiali[sz]|download|upload|compil|pars|process|cook)ing\b|occurred\b|in line\b)|"
        r"\b[Ee]rror while \w+ing\b|\b(?:Read|Write) error\b|\b(?:asset|texture) error\b",
        ("error",),
    ),
    Sign("assertion", Tone.BAD, r"(?i:\bassert(?:ion)?\b.{0,80}?\bfailed\b)", ("assert",)),
    Sign(
        "assets missing",
        Tone.BAD,
        r"(?i:\bmissing assets?\b|\bassets? missing\b)",
        ("missingasset", "assetmissing", "assetsmissing"),
    ),
    Sign(
        "failed to",
        Tone.BAD,
        rf"(?:Failed|FAILED|Unable) to\b|(?:Could not|Couldn't|Cannot|Can't) (?:{_TRIED})\b",
        ("failedto", "unableto", "couldnot", "couldnt", "cannot", "cant"),
        opening=True,
    ),
    Sign("failed", Tone.BAD, r"(?<!\b0 )(?:\b|: )(?:failed|FAILED)[.!]?\s*$", ("failed",)),
    # What every program says.
    Sign(
        "errors counted",
        Tone.BAD,
        r"(?<![.\d])\b[1-9]\d{0,8} errors?\b|(?i:\berrors\s*[:=]\s*[1-9])",
        ("error",),
    ),
    Sign(
        "error level",
        Tone.BAD,
        r"(?<![\w./\\-])(?:ERROR|FATAL|CRITICAL|SEVERE)\b(?![./\\-]\w)|"
        r"[\[<({](?i:error|fatal|critical|severe)[\])>}]",
        ("error", "fatal", "critical", "severe"),
    ),
    Sign("error", Tone.BAD, r"(?:(?<![a-z])error|Error)\s{0,4}:|\berror=\{", ("error",)),
    Sign(
        "warning",
        Tone.WARN,
        r"(?<![\w./\\-])WARN(?:ING)?\b(?![./\\-]\w)|[Ww]arning\s{0,4}:|"
        r"[\[<({](?i:warn(?:ing)?)[\])>}]",
        ("warn",),
    ),
)
"""Every sign, the more telling ones first."""

BACKDROPS: tuple[tuple[Tone, str], ...] = (
    (Tone.WAITING, r"-{3,} (?=\S)"),
    (Tone.MUTED, r"[=\-]{8,}$"),
    (Tone.MUTED, r"\s*$"),
    (Tone.MUTED, r"Phase: "),
    (Tone.MUTED, r"openjd_(?:progress|status|env|unset_env|redacted_env):"),
    (Tone.MUTED, r"\w+ +Metrics\b|\{.{0,60}\"type\": \"Metrics\""),
)
"""What a line without any sign is by what it opens with: the head of a section, or the machinery
that surrounds a program's output."""


def expression(sign: Sign) -> str:
    """The regular expression that finds a sign in a line."""
    return f"{_OPENING}(?:{sign.pattern})" if sign.opening else sign.pattern
