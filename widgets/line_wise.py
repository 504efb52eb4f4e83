"""A regular expression rewritten so that it finds in many lines what it finds in each one alone."""

import re

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


def line_wise(pattern: str) -> str | None:
    r"""A pattern that finds in lines joined by line feeds what `pattern` finds in each of them.

    It is to be compiled with MULTILINE. None where the pattern has syntax that is not understood
    here. No part of what is returned matches a line feed, neither in a match nor around it, and
    `^` and `$` hold at the ends of each line; so that a line feed is to it what the end of the text
    is: a character that nothing matches.
    """
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        token = _TOKENS.match(pattern, at)
        if token is None or token.lastgroup is None:
            return None
        parts.append(_rewritten(token.lastgroup, token.group()))
        at = token.end()
    return "".join(parts)


def _rewritten(kind: str, text: str) -> str:
    if kind != "wide":
        return _REWRITTEN.get(kind, text)
    if text.startswith("[^") and not text.endswith("-]"):
        return rf"{text[:-1]}\n]"
    return rf"(?:(?!\n){text})"
