"""The places that a user keeps to come back to, in a file that only the user can read."""

from pathlib import Path as FilePath

import msgspec
import platformdirs

from app.errors import UsageError
from app.whole_file import replace_file

MOST_BYTES = 1_000_000
"""No file of ours is larger, so a larger one is not read."""


class Bookmark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place that was kept, and whose it is."""

    level: str
    path: dict[str, str] = {}
    """The ids that lead there, outermost first."""
    key: str = ""
    """The id of the row that was kept; empty where it was the place itself."""
    words: tuple[str, ...] = ()
    """What a person calls the things that lead there."""
    region: str = ""
    account: str = ""
    """Twelve digits; empty where they were not known."""

    def is_of(self, region: str, account: str) -> bool:
        """Whether it leads anywhere for an account in a Region, as far as both are known."""
        of_account = not self.account or not account or self.account == account
        return of_account and self.region == region

    def is_same_place(self, other: "Bookmark") -> bool:
        """Whether both lead to one place and row, whatever that was called."""
        mine, others = ((one.level, one.path, one.key, one.region) for one in (self, other))
        return mine == others and other.is_of(self.region, self.account)


class _Kept(msgspec.Struct, frozen=True):
    bookmarks: tuple[Bookmark, ...]


class Bookmarks:
    """The bookmarks of a file, which is read each time: another farmtop may have written it."""

    def __init__(self, file: FilePath | None) -> None:
        """The file need not exist; without one, bookmarks are kept only until farmtop ends."""
        self._file = file
        self._own: tuple[Bookmark, ...] = ()

    @property
    def lasts(self) -> bool:
        """Whether bookmarks are kept after farmtop has ended."""
        return self._file is not None

    def all(self) -> tuple[Bookmark, ...]:
        """The oldest first. Raises UsageError where the file cannot be read."""
        if self._file is None:
            return self._own
        try:
            with self._file.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise UsageError(f"The bookmarks in {self._file} are too many to be read.")
            return msgspec.json.decode(data, type=_Kept).bookmarks
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise UsageError(
                f"The bookmarks in {self._file} cannot be read: {error}.",
                "Correct the file, or take it away.",
            ) from error

    def add(self, bookmark: Bookmark) -> bool:
        """Keep a place; False where it was kept already. Raises UsageError."""
        kept = self.all()
        if any(one.is_same_place(bookmark) for one in kept):
            return False
        self._write((*kept, bookmark))
        return True

    def remove(self, bookmark: Bookmark) -> None:
        """Keep a place no longer. Raises UsageError."""
        self._write(tuple(one for one in self.all() if one != bookmark))

    def _write(self, bookmarks: tuple[Bookmark, ...]) -> None:
        if self._file is None:
            self._own = bookmarks
            return
        data = msgspec.json.format(msgspec.json.encode(_Kept(bookmarks)))
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self._file, data)
        except OSError as error:
            raise UsageError(
                f"The bookmarks cannot be written to {self._file}: {error.strerror or error}."
            ) from error


def bookmarks_file() -> FilePath:
    """Where bookmarks are kept."""
    return platformdirs.user_state_path("farmtop", appauthor=False) / "bookmarks.json"
