"""Botocore's models of the services, each read once: reading deadline's takes 70 ms."""

from functools import cache

from botocore.loaders import Loader
from botocore.model import ServiceModel


@cache
def service_model(name: str) -> ServiceModel:
    """Botocore's own model of a service."""
    return ServiceModel(Loader().load_service_model(name, "service-2"), name)
