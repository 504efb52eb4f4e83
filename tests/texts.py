"""Texts of any characters."""

from hypothesis import strategies as st

CHARACTERS = st.characters(exclude_categories=["Cs"])
"""Whatever UTF-8 can encode. Asked for by the name of the encoding, each process of a run would try
out more than a million of them first."""


def texts(*, min_size: int = 0, max_size: int | None = None) -> st.SearchStrategy[str]:
    """Texts of any characters that can be written anywhere."""
    return st.text(CHARACTERS, min_size=min_size, max_size=max_size)
