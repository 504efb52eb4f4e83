"""The poller: `watch` a place and take its snapshots."""

from app.poller.attention import Attention
from app.poller.one import until_ended
from app.poller.snapshot import Snapshot
from app.poller.watch import Tempo, watch

__all__ = ["Attention", "Snapshot", "Tempo", "until_ended", "watch"]
