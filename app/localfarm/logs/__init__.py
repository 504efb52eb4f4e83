"""The CloudWatch Logs of the embedded farm: what its streams say and how they are read."""

from app.localfarm.logs.store import LogStore

__all__ = ["LogStore"]
