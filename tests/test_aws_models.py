"""The models of the services, as botocore's own loader reads them."""

import gzip
import json
from pathlib import Path

import pytest
from botocore.exceptions import DataNotFoundError
from botocore.loaders import create_loader
from botocore.regions import EndpointResolver

from app.aws.wire.models import models


@pytest.mark.parametrize("service", ["deadline", "logs", "sts", "sso-oidc"])
@pytest.mark.parametrize("kind", ["service-2", "endpoint-rule-set-1"])
def test_a_model_is_the_one_that_botocore_reads(service: str, kind: str) -> None:
    assert models(None).load_service_model(service, kind) == create_loader().load_service_model(
        service, kind
    )


@pytest.mark.parametrize("ending", [".json", ".json.gz"])
def test_a_model_of_the_users_own_wins(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / "deadline" / "2099-01-01"
    folder.mkdir(parents=True)
    data = json.dumps({"metadata": {"serviceId": "own"}}).encode()
    (folder / f"service-2{ending}").write_bytes(gzip.compress(data) if "gz" in ending else data)
    found = models(f"{tmp_path / 'none'}:{tmp_path}").load_service_model("deadline", "service-2")
    assert found["metadata"] == {"serviceId": "own"}


def test_a_service_that_there_is_not_is_refused() -> None:
    with pytest.raises(DataNotFoundError):
        models(None).load_service_model("dead-line", "service-2")


def test_the_endpoints_are_those_that_botocore_reads() -> None:
    told = models(None).load_data("endpoints")
    partitions = [{**one, "services": dict(one["services"])} for one in told["partitions"]]
    assert {**told, "partitions": partitions} == create_loader().load_data("endpoints")


@pytest.mark.parametrize("region", ["us-west-2", "cn-north-1", "xx-none-1"])
@pytest.mark.parametrize("service", ["deadline", "logs", "sts", "of-the-future"])
def test_botocore_comes_to_the_same_endpoint(service: str, region: str) -> None:
    ours, theirs = (
        EndpointResolver(loader.load_data("endpoints")).construct_endpoint(service, region)
        for loader in (models(None), create_loader())
    )
    assert ours == theirs


@pytest.mark.parametrize("told", [{}, {"partitions": [{"services": []}]}])
def test_endpoints_of_another_form_are_left_to_botocore(
    told: dict[str, object], tmp_path: Path
) -> None:
    (tmp_path / "endpoints.json").write_text(json.dumps(told))
    assert models(str(tmp_path)).load_data("endpoints") == told
