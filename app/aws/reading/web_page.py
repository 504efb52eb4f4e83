"""Finding the page on which a thing is seen in a browser."""

from app.aws.api import Account
from app.aws.wire.this_machine import is_this_machine
from app.errors import DeniedError, InvalidError, NotFoundError
from app.resources.level import Path
from app.resources.nova_act import SERVICE
from app.resources.web_pages import console_page, monitor_page, workflow_page
from app.resources.workflow_definitions import WORKFLOW_DEFINITIONS

NO_PAGE = "This farm is on your own machine: it has no web page."


async def web_page(account: Account, ids: Path) -> str:
    """The page in the monitor of the profile, or in the console where there is none.

    It costs a call where a monitor wrote the profile. Whoever may not ask for the monitor, or uses
    another Region than the monitor's, is led to the console, and so is what is of Nova Act, of
    which the monitor has no pages. Raises what else the call raises; NotFoundError for a farm that
    this machine serves, unless a monitor tells of it.
    """
    is_here = is_this_machine(account.endpoint)
    if is_here and not account.monitor_id:
        raise NotFoundError(NO_PAGE)
    if WORKFLOW_DEFINITIONS.key in ids:
        return workflow_page(account.region_of(SERVICE), ids)
    if account.monitor_id:
        try:
            answer = await account.call("deadline", "GetMonitor", {"monitorId": account.monitor_id})
        except (DeniedError, InvalidError, NotFoundError):
            if is_here:
                raise NotFoundError(NO_PAGE) from None
            return console_page(account.region, ids)
        return monitor_page(answer["url"], account.region, ids)
    return console_page(account.region, ids)
