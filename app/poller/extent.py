"""How many items a search has, which it counts to 10,000, and whether more can be come to."""

from app.aws.searches import LAST_OFFSET


class Extent:
    """What the answers of one search have told of that."""

    def __init__(self, counted: int = 0) -> None:
        self._counted = counted
        self._has_end = False
        self.is_at_end = False
        """Whether no call leads to anything further, whether there is more or not."""
        self.is_weighed = False
        """Whether it was found out if there are more than the search counts."""

    @property
    def is_capped(self) -> bool:
        """Whether the search counts no further."""
        return self._counted >= LAST_OFFSET

    @property
    def has_end(self) -> bool:
        """Whether the search counts no further, but it is known where it ends."""
        return self.is_capped and self._has_end

    @property
    def uncounted(self) -> bool:
        """Whether there can be more than anybody has counted."""
        return self.is_capped and not self._has_end

    def count(self, total: int) -> int:
        """The search counts so many now; gives how many more these are than before."""
        more, self._counted = total - self._counted, total
        if more:
            self._has_end = self.is_at_end = self.is_weighed = False
        return more

    def lose(self, number: int) -> None:
        """So many items turned out to have gone."""
        self._counted -= 0 if self.is_capped else number

    def count_beyond(self, total: int, *, is_all: bool) -> None:
        """So many pass a threshold, which lets all through that are behind, or some."""
        if total < LAST_OFFSET:
            self.is_at_end = True
            self._has_end = self._has_end or is_all

    def weigh(self, *, has_more: bool) -> None:
        """It was found out if there are more than the search counts."""
        self.is_weighed, self._has_end = True, not has_more
