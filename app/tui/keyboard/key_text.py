"""How keys are written, wherever one reads of them: as they are on a keyboard."""

NAMES = {
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "exclamation_mark": "!",
    "ampersand": "&",
    "asterisk": "*",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "↵",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "space": "Space",
    "backslash": "\\",
}
"""How keys read on a keyboard, by Textual's names for them."""

MODIFIERS = {"ctrl": "^", "shift": "⇧"}


def key_text(keys: str) -> str:
    """Keys as one reads them: `↵ → l`."""
    return " ".join(_one_key(key.strip()) for key in keys.split(","))


def _one_key(key: str) -> str:
    *modifiers, name = key.split("+")
    return "".join(MODIFIERS.get(one, f"{one}-") for one in modifiers) + NAMES.get(name, name)
