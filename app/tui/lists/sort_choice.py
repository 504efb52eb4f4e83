"""Which column is meant by what one types where it is asked what to sort by."""

from collections.abc import Sequence

from msgspec import Struct

from app.view import Column


class SortChoice(Struct, frozen=True):
    """Columns to choose from, by number or by name."""

    columns: Sequence[Column]
    """From the left; the first one has the number 1."""

    @property
    def labels(self) -> list[str]:
        """What the columns are called, as one types it."""
        return [column.label.lower() for column in self.columns]

    def fitting(self, text: str) -> list[int]:
        """The places of the columns that are left of all by what was typed, the likeliest first.

        Digits begin a number, letters a column's name or else another word of that.
        """
        wanted, labels = text.strip().lower(), self.labels
        if wanted.isdecimal():
            return [at for at in range(len(labels)) if str(at + 1).startswith(wanted)]
        begins = [at for at, label in enumerate(labels) if label.startswith(wanted)]
        within = [at for at, label in enumerate(labels) if f" {wanted}" in label]
        return list(dict.fromkeys(begins + within))

    def chosen(self, text: str) -> Column | None:
        """The column that is meant; None where there is none of that kind."""
        fitting = self.fitting(text)
        return self.columns[fitting[0]] if fitting else None

    def is_settled(self, text: str) -> bool:
        """Whether a number was typed that cannot be the beginning of another one."""
        return text.isdecimal() and len(self.fitting(text)) == 1

    def left(self, text: str = "") -> list[str]:
        """The columns that are left by what was typed, each with its number."""
        labels = self.labels
        return [f"{at + 1} {labels[at]}" for at in sorted(self.fitting(text))]
