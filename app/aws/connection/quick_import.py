"""Importing what speaks to AWS, without what only costs time there.

Importing this module imports nothing of botocore.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.aws.connection.cloud import Cloud

_CERTIFICATES = "SSL_CERT_FILE"
"""Names the root certificates that OpenSSL trusts unless it is told of others."""


def import_cloud() -> "type[Cloud]":
    """The class of connections; it may be imported in a thread.

    aiohttp reads every root certificate as it is imported, which takes as long as all the rest of
    it, for connections that farmtop never makes: those of botocore trust certificates of their
    own.
    """
    with _no_certificates():
        from app.aws.connection.cloud import Cloud  # noqa: PLC0415

    return Cloud


@contextmanager
def _no_certificates() -> Iterator[None]:
    chosen = os.environ.get(_CERTIFICATES)
    os.environ[_CERTIFICATES] = os.devnull
    try:
        yield
    finally:
        if chosen is None:
            del os.environ[_CERTIFICATES]
        else:
            os.environ[_CERTIFICATES] = chosen
