"""A regular expression rewritten so that it finds in many lines what it finds in each one alone."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

_PUNCTUATION = r"[!-/:-@\[-`{-~ ]"
_TOKENS = re.compile(
    rf"""
    (?P<literal>[^\\\[\](){{}}.*+?|^$\x00-\n]+)
  | (?P<escape>\\(?:[dwSbBtrfv]|{_PUNCTUATION}|[1-9](?![0-9])))
  | (?P<dot>\.)
  | (?P<quantifier>[*+?]|\{{[0-9]+(?:,[0-9]*)?\}}|\{{,[0-9]+\}})
  | (?P<bar>\|)
  | (?P<anchor>[\^$])
  | (?P<open>\((?![?*])|\(\?(?:[:=!>]|<[=!]|P?<[A-Za-z_][A-Za-z0-9_]*>))
  | (?P<close>\))
  | (?P<flags>\(\?[im]+[:)])
  | (?P<class>\[(?!\^)(?:[^\\\[\]\x00-\n]|\\(?:[dwS]|{_PUNCTUATION}))+\])
  | (?P<space>\\s)
  | (?P<digit>\\D)
  | (?P<word>\\W)
  | (?P<start>\\A)
  | (?P<end>\\Z)
  | (?P<wide>\[\^?(?:[^\\\[\]\x00-\n]|\\(?:[dDwWsStrfv]|{_PUNCTUATION}))+\])
    """,
    re.VERBOSE,
)
"""The syntax that is understood. Whatever stands in it can be rewritten so that it matches no line
feed; `wide` are the sets of characters that could."""
_REWRITTEN = {
    "space": r"[^\S\n]",
    "digit": r"[^\d\n]",
    "word": r"[^\w\n]",
    "start": "^",
    "end": "$",
}

_LETTERS = {"quantifier": "q"} | dict.fromkeys(
    ("literal", "escape", "dot", "class", "space", "digit", "word", "wide"), "c"
)
_REPEAT_FIRST = re.compile("cqq?")
_REPEAT_LAST = re.compile("cqq?$")
_AT_LEAST = re.compile(r"\{([0-9]*)")


class _Token(NamedTuple):
    kind: str
    text: str
    depth: int
    """How many groups it stands in; a parenthesis stands in its own."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the alternatives of a pattern, to be compiled with MULTILINE."""

    expression: str
    literal: str = ""
    """What every line that matches holds; empty where nothing is known that would help."""


def line_wise(pattern: str) -> tuple[Branch, ...] | None:
    r"""Patterns one of which finds in lines joined by line feeds what `pattern` does in each.

    None where the pattern has syntax that is not understood here. No part of what is returned
    matches a line feed, neither in a match nor around it, and `^` and `$` hold at the ends of each
    line; so that a line feed is to it what the end of the text is: a character that nothing
    matches.
    """
    tokens = _tokens(pattern)
    if tokens is None:
        return None
    has_flags = any(token.kind == "flags" for token in tokens)
    # Groups are numbered throughout a pattern, and flags may hold for all of it.
    is_one = has_flags or any(map(_is_numbered, tokens))
    branches = _alternatives(tokens)
    if is_one and len(branches) > 1:
        return (Branch(_rewritten(tokens)),)
    branches = [_least(each) for each in branches]
    return tuple(Branch(_rewritten(each), "" if has_flags else _literal(each)) for each in branches)


def _tokens(pattern: str) -> list[_Token] | None:
    tokens: list[_Token] = []
    at = depth = 0
    while at < len(pattern):
        token = _TOKENS.match(pattern, at)
        if token is None or token.lastgroup is None:
            return None
        kind, text = token.lastgroup, token.group()
        depth += kind == "open" or (kind == "flags" and text.endswith(":"))
        tokens.append(_Token(kind, text, depth))
        depth -= kind == "close"
        at = token.end()
    return tokens


def _is_numbered(token: _Token) -> bool:
    """Whether it is a group that can be referred to, or refers to one."""
    if token.kind == "open":
        return token.text == "(" or (token.text.endswith(">") and token.text != "(?>")
    return token.kind == "escape" and token.text[1].isdigit()


def _alternatives(tokens: Iterable[_Token]) -> list[list[_Token]]:
    """The tokens between the bars that stand in no group."""
    branches: list[list[_Token]] = [[]]
    for token in tokens:
        if token.kind == "bar" and not token.depth:
            branches.append([])
        else:
            branches[-1].append(token)
    return branches


def _least(tokens: list[_Token]) -> list[_Token]:
    r"""What has to be found where nothing but whether a line matches is asked.

    Where matches begin or end with a character that is repeated there is one with as few of them
    as there may be, and none with more has to be tried: `.*failed` is `failed`, `\d+$` is `\d$`.
    """
    while (repeat := _REPEAT_FIRST.match(_letters(tokens))) and _is_character(tokens[0]):
        # What gives nothing back is left alone: `\d++5` matches nothing at all.
        if repeat.end() == 3 and tokens[2].text != "?":
            break
        least = _as_few(tokens[0], tokens[1])
        tokens = [*least, *tokens[repeat.end() :]]
        if least:
            break
    while repeat := _REPEAT_LAST.search(_letters(tokens)):
        at = repeat.start()
        if not _is_character(tokens[at]):
            break
        least = _as_few(tokens[at], tokens[at + 1])
        if tokens[at:] == least:
            break
        tokens = [*tokens[:at], *least]
    return tokens


def _letters(tokens: Iterable[_Token]) -> str:
    """A letter for each token: `q` for a quantifier, `c` for what may be a character."""
    return "".join(_LETTERS.get(token.kind, "-") for token in tokens)


def _is_character(token: _Token) -> bool:
    """Whether it is a single character, or one of a set."""
    if token.kind == "escape":
        return token.text[1] not in "bB123456789"
    return token.kind != "literal" or len(token.text) == 1


def _as_few(character: _Token, quantifier: _Token) -> list[_Token]:
    """A character as often as it has to be there at least."""
    figures = _AT_LEAST.match(quantifier.text)
    least = int(quantifier.text == "+") if figures is None else int(figures[1] or 0)
    if least < 2:
        return [character] * least
    return [character, quantifier._replace(text=f"{{{least}}}")]


def _literal(tokens: list[_Token]) -> str:
    """The longest text that every match holds; empty where it is short, or all that is asked."""
    if all(token.kind == "literal" for token in tokens):
        return ""
    longest = max(_literals(tokens), key=len, default="")
    return longest if len(longest) > 1 else ""


def _literals(tokens: Iterable[_Token]) -> Iterator[str]:
    """The texts that stand in no group, each without what may be left out."""
    text = ""
    for token in tokens:
        if token.kind == "literal" and not token.depth:
            text += token.text
            continue
        is_optional = token.kind == "quantifier" and token.text[:2] not in {"+", "{1", "{2", "{3"}
        yield text[:-1] if is_optional else text
        text = ""
    yield text


def _rewritten(tokens: Iterable[_Token]) -> str:
    return "".join(_without_line_feed(token.kind, token.text) for token in tokens)


def _without_line_feed(kind: str, text: str) -> str:
    if kind != "wide":
        return _REWRITTEN.get(kind, text)
    if text.startswith("[^") and not text.endswith("-]"):
        return rf"{text[:-1]}\n]"
    return rf"(?:(?!\n){text})"
