"""What is said of an address that leads nowhere and is of another Region than the one asked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.errors import DeniedError, NotFoundError
from app.resources.address import region_in
from app.resources.jobs import JOBS
from app.resources.nova_act import SERVICE


@contextmanager
def minding_region(text: str, region_of: Callable[[str], str]) -> Iterator[None]:
    """An address is looked up in here: where it leads nowhere, its Region is named if not asked.

    `region_of` tells the Region that a service is asked in.
    """
    try:
        yield
    except (DeniedError, NotFoundError) as error:
        told, service = region_in(text), SERVICE if SERVICE in text else JOBS.service
        asked = region_of(service)
        if told in {"", asked}:
            raise
        how = f"start farmtop with --region {told}"
        if service == SERVICE:
            how = f'put nova_act_region = "{told}" into the settings'
        remedy = f"The address is of {told}, and {asked} was asked: {how}."
        raise type(error)(error.what, remedy) from error
