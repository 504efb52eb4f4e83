"""The order of the items of a search, most of which are not loaded."""

from hypothesis import given
from hypothesis import strategies as st

from app.poller.order import GAP, clear, farthest, known_places, places_of

orders = st.lists(st.sampled_from([GAP, *"abcdef"]), max_size=30)


@given(orders, st.sets(st.sampled_from("abcxyz")))
def test_places_are_found_and_left(order: list[str], keys: set[str]) -> None:
    assert known_places(order) == [at for at, key in enumerate(order) if key]
    places = places_of(keys, order)
    assert places == [at for at, key in enumerate(order) if key in keys]
    left = [GAP if key in keys else key for key in order]
    clear(order, places)
    assert order == left


@given(
    st.sets(st.integers(0, 99)).map(sorted),
    st.integers(-10, 110),
    st.integers(0, 40),
    st.integers(0, 30),
)
def test_what_is_nearest_and_what_is_spared_is_kept(
    places: list[int], middle: int, number: int, spared: int
) -> None:
    far = farthest(places, middle, number, spared)
    near = [place for place in places if place >= spared and place not in far]
    assert len(far) == min(number, len(far) + len(near))
    assert set(far) <= {place for place in places if place >= spared}
    if near and far:
        assert max(abs(place - middle) for place in near) <= min(abs(at - middle) for at in far)
