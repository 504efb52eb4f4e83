"""Whether an endpoint is on this very machine."""

from urllib.parse import urlsplit


def is_this_machine(address: str) -> bool:
    """Whether an address leads nowhere else, by its host alone."""
    host = urlsplit(address).hostname or ""
    return host.startswith("127.") or host in {"::1", "localhost"}
