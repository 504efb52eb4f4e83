"""The world of the embedded farm: seeded, alive, and asked through botocore's operations."""

from app.localfarm.world.world import World

__all__ = ["World"]
