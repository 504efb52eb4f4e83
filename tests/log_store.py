"""A disk for the lines of a log that is as small as a test wants it."""

from errno import ENOSPC

from app.logs.keeping.store import Store


class SmallDisk:
    """Files in memory which all together take so many bytes; None takes any number."""

    def __init__(self, room: int | None = None) -> None:
        self.room = room
        self.files: list[SmallFile] = []

    @property
    def used(self) -> int:
        """Bytes in all files."""
        return sum(len(file.data) for file in self.files)

    def store(self, segment_bytes: int = 512, reserve_bytes: int = 256) -> Store:
        """A store whose files and whose reserve are small too."""
        return Store(self.open, segment_bytes=segment_bytes, reserve_bytes=reserve_bytes)

    def open(self) -> "SmallFile":
        """Another file."""
        self.files.append(SmallFile(self))
        return self.files[-1]


class SmallFile:
    """One of its files."""

    def __init__(self, disk: SmallDisk) -> None:
        self.disk = disk
        self.data = bytearray()

    def write(self, data: bytes, offset: int) -> None:
        """Part of it is written where not all of it fits, as on a real disk."""
        grown = max(0, offset + len(data) - len(self.data))
        over = 0 if self.disk.room is None else max(0, self.disk.used + grown - self.disk.room)
        kept = data[: len(data) - over]
        self.data[offset : offset + len(kept)] = kept
        if over:
            raise OSError(ENOSPC, "No space left on device")

    def read(self, size: int, offset: int) -> bytes:
        """Fewer bytes where there are no more."""
        return bytes(self.data[offset : offset + size])

    def truncate(self, size: int) -> None:
        """Forget what lies behind."""
        del self.data[size:]
