"""How the queues and fleets of the farms are doing: `oversee` them and take what is told."""

from app.overview.health import Counts, Funds, Health, Overview
from app.overview.watching import oversee

__all__ = ["Counts", "Funds", "Health", "Overview", "oversee"]
