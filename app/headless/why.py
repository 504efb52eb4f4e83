"""`farmtop why`: why something failed, for the eye or for a program."""

import sys

from app.aws.connection.cloud import Cloud
from app.aws.finding.addresses import find_address
from app.aws.finding.by_id import Found
from app.aws.finding.elsewhere import minding_region
from app.config import Settings
from app.errors import UsageError
from app.headless.addressed import chosen
from app.headless.formats import json_line
from app.headless.output import write
from app.headless.patience import Patient
from app.logs.scanning.signs import Signs
from app.resources.address import Address, read_address
from app.resources.jobs import JOBS
from app.resources.level import Path
from app.stuck.silences import Silences
from app.why.as_text import report_lines, report_value
from app.why.asking import Asking
from app.why.inquiry import why as find_out


async def why(settings: Settings, text: str | None, form: str) -> None:
    """Write why what an address leads to has failed. Raises FarmtopError."""
    async with Cloud.open(settings) as cloud:
        source = Patient(cloud)
        known = chosen(cloud.defaults)
        finding = Asking(source, most=sys.maxsize)  # each step of finding has a bound
        with minding_region(text or "", cloud.region_of):
            found: Found = await find_address(finding, _address(text, known), known)
        signs = Signs(settings.log_errors, settings.log_warnings)
        report = await find_out(
            source,
            found.place,
            found.item,
            signs=signs,
            silences=Silences(settings.stuck_after),
            spent=finding.calls,
        )
    write([json_line(report_value(report))] if form == "json" else report_lines(report))


def _address(text: str | None, known: Path) -> Address:
    """What was given, or else the job that was chosen."""
    if text is not None:
        return read_address(text, known)
    if JOBS.key not in known:
        raise UsageError(
            "Why what failed?", "Give the id of a job, farm/queue/job, or the URL of one."
        )
    return Address(JOBS, known)
