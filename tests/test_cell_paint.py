"""Texts in so many cells of the terminal."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from app.view import Align
from widgets.painting.cell_paint import align, fit_prose

texts = st.text(st.sampled_from("ab 日é✔") | st.characters(codec="ascii", min_codepoint=32))


def test_a_sentence_is_cut_at_its_end_and_a_name_in_its_middle() -> None:
    text = "There is not enough Spot capacity."
    assert align(text, 20, Align.LEFT, prose=True) == "There is not enough…"
    assert align(text, 20, Align.LEFT) == "There is n… capacity."[:10] + "…capacity."[-10:]


@given(texts, st.integers(0, 40))
def test_a_sentence_takes_no_more_cells_than_there_are_and_keeps_its_beginning(
    text: str, width: int
) -> None:
    fitted = fit_prose(text, width)
    assert cell_len(fitted) <= width
    assert text.startswith(fitted.removesuffix("…"))
    assert (fitted == text) is (cell_len(text) <= width)
