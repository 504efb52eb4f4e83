"""The CloudWatch Logs of the embedded farm: what its streams say and how they are read."""
