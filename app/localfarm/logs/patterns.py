"""Filter patterns of CloudWatch Logs: terms, regular expressions and simple JSON conditions.

ERROR "out of memory"       all of these texts
?ERROR ?WARN                any of these
ERROR -licence              this, but not that
%exited with code: [1-9]%   a regular expression
{ $.level = "ERROR" && $.type != "API" }
"""

import json
import re
from collections.abc import Callable
from typing import Any, TypeAlias

from app.localfarm.contract import WireError

Matcher: TypeAlias = Callable[[str], bool]
"""Says whether a message matches."""

_TERM = re.compile(r'([?-]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"%]+))(?:\s+|$)')
_CONDITION = re.compile(r'\s*\$\.([\w.\-]+)\s*(!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([\w.*+\-]+))\s*')


def matcher(pattern: str) -> Matcher:
    """What a filter pattern means; raises `WireError` where it is not one that is known here."""
    text = pattern.strip()
    if not text:
        return lambda _: True
    if text.startswith("{") and text.endswith("}"):
        return _json_matcher(text[1:-1])
    if text.startswith(("{", "[")):
        raise _invalid(pattern)
    return _term_matcher(text)


def _term_matcher(text: str) -> Matcher:
    """A pattern of terms: all of the plain ones, none of the `-` ones, any of the `?` ones."""
    terms: dict[str, list[Matcher]] = {"": [], "-": [], "?": []}
    position = 0
    while position < len(text):
        found = _TERM.match(text, position)
        if found is None:
            raise _invalid(text)
        sign, quoted, expression, word = found.groups()
        terms[sign].append(_term(text, quoted, expression, word))
        position = found.end()
    wanted, unwanted, choices = terms[""], terms["-"], terms["?"]

    def matches(message: str) -> bool:
        return (
            all(term(message) for term in wanted)
            and not any(term(message) for term in unwanted)
            and (not choices or any(term(message) for term in choices))
        )

    return matches


def _term(pattern: str, quoted: str | None, expression: str | None, word: str | None) -> Matcher:
    """One term: a text that a message contains or an expression that it matches."""
    if expression is not None:
        return _search(pattern, expression)
    sought = (word or "") if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    return lambda message: sought in message


def _search(pattern: str, expression: str) -> Matcher:
    """A term between percent signs."""
    try:
        compiled = re.compile(expression)
    except re.error as error:
        raise _invalid(pattern) from error
    return lambda message: compiled.search(message) is not None


def _json_matcher(text: str) -> Matcher:
    """Conditions on the fields of a JSON message, joined by `&&` or by `||` but not by both."""
    joined = re.split(r"&&|\|\|", text)
    if "&&" in text and "||" in text:
        raise _invalid(text)
    conditions = [_condition(text, part) for part in joined]
    together = any if "||" in text else all

    def matches(message: str) -> bool:
        try:
            record = json.loads(message)
        except ValueError:
            return False
        return isinstance(record, dict) and together(holds(record) for holds in conditions)

    return matches


def _condition(pattern: str, text: str) -> Callable[[Any], bool]:
    """One condition, such as `$.level = "ERROR"`; a `*` stands for any text."""
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise _invalid(pattern)
    path, operator, quoted, bare = found.groups()
    sought = bare if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    shape = re.compile(".*".join(map(re.escape, sought.split("*"))), re.DOTALL)

    def holds(record: Any) -> bool:
        value = record
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is None:
            return False
        told = value if isinstance(value, str) else json.dumps(value)
        return (shape.fullmatch(told) is not None) == (operator == "=")

    return holds


def _invalid(pattern: str) -> WireError:
    """The answer to a pattern that makes no sense."""
    return WireError("InvalidParameterException", f"Invalid filter pattern: {pattern}")
