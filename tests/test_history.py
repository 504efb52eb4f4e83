"""Going back and forward among the places where one has been."""

from hypothesis import given
from hypothesis import strategies as st

from app.resources import LEVELS
from app.resources.level import Place
from app.tui.connection.history import KEPT, History

PLACES = tuple(Place(LEVELS["queues"], {"farmId": f"farm-{n}"}) for n in range(4))


def been_at(*places: Place) -> History:
    history = History()
    for place in places:
        history.arrive(place)
    return history


def test_one_goes_back_to_the_row_that_was_selected() -> None:
    history = been_at(PLACES[0])
    history.stand_on(PLACES[0], "queue-1")
    history.arrive(PLACES[1])
    visit = history.go(-1)
    assert visit is not None
    assert (visit.place, visit.key) == (PLACES[0], "queue-1")


def test_before_the_first_place_and_after_the_last_there_is_nothing() -> None:
    history = been_at(*PLACES)
    assert history.go(1) is None
    assert history.go(-len(PLACES)) is None
    assert history.here is not None
    assert history.here.place == PLACES[-1]


def test_whoever_goes_somewhere_new_goes_forward_to_nothing_else() -> None:
    history = been_at(PLACES[0], PLACES[1])
    history.go(-1)
    history.arrive(PLACES[2])
    assert history.go(1) is None
    back = history.go(-1)
    assert back is not None
    assert back.place == PLACES[0]


def test_a_row_of_another_place_is_not_mistaken_for_one_of_this() -> None:
    history = been_at(PLACES[0], PLACES[1])
    history.stand_on(PLACES[0], "queue-1")
    assert history.here is not None
    assert history.here.key is None


@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3 * KEPT), st.data())
def test_back_and_forward_again_is_where_one_was(places: list[Place], data: st.DataObject) -> None:
    history = been_at(*places)
    back = data.draw(st.integers(0, KEPT))
    gone = sum(history.go(-1) is not None for _ in range(back))
    assert all(history.go(1) is not None for _ in range(gone))
    assert history.go(1) is None
    assert history.here is not None
    assert history.here.place == places[-1]
