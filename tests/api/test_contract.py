"""The API keeps what its OpenAPI document says: no 500, no answer of another shape, whatever is asked.

The number of calls is small here; `benchmarks/contract.py` makes thousands.
"""

from flask.testing import FlaskClient

from service.jobs import Desk
from tests.api.calling import Caller


def test_the_document_is_openapi_3_1_and_names_every_operation(client: FlaskClient) -> None:
    spec = client.get("/api/v1/openapi.json").json
    assert spec["openapi"].startswith("3.1")
    names = [operation["operationId"] for path in spec["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert len(names) > 35


def test_no_call_and_no_chain_of_calls_breaks_the_contract(desk: Desk) -> None:
    caller = Caller(desk)
    caller.each(2)
    caller.chains(5, steps=5)
