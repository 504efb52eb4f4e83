"""Reading a log again where a live tail told of lines that no token led to."""

from app.logs.following.reader import Reader
from app.logs.following.unread import Unread


def seek(reader: Reader, unread: Unread, *, whole: bool, asked: float) -> bool:
    """Look what is missing after a page, and have it read again where that is time.

    To be called where the reader has caught up, by a page that was `asked` for at that time, in
    seconds since the epoch; `whole` says that nothing lies before its lines. False where lines are
    missing that cannot be looked for, because too little is here.
    """
    at_last = reader.finished
    unread.check(reader.lines, whole=whole, asked=asked)
    if not unread.is_sought(asked, at_last=at_last):
        return True
    if not reader.look_again(unread.earliest):
        return False
    unread.looked(asked, at_last=at_last)
    return True
