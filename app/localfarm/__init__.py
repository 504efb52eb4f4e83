"""The embedded farm: a real HTTP endpoint that speaks the wire format of the services."""
