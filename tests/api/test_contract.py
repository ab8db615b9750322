"""The API keeps what its OpenAPI document says: no 500, no answer of another shape, whatever is asked.

The number of calls is small here; `benchmarks/api.py` makes thousands.
"""

import os

import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from schemathesis import checks

from service.app import create_app
from service.jobs import Desk
from tests.flow.desk import open_text, read_text

CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
)
EXAMPLES = int(os.environ.get("VANTHU_CONTRACT_EXAMPLES", "2"))


def test_the_document_is_openapi_3_1_and_names_every_operation(client: FlaskClient) -> None:
    spec = client.get("/api/v1/openapi.json").json
    assert spec["openapi"].startswith("3.1")
    names = [operation["operationId"] for path in spec["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert len(names) > 35


def test_no_call_breaks_the_contract(desk: Desk) -> None:
    app = create_app(desk.settings, store=desk.store, open_scan=open_text, with_pages=False)
    known = read_text(desk, "Số: 1/KH-UBND\nPhấn đấu đạt 5 xã\fđạt 80 hộ")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.endswith(("/events", "/restore", "/parse/place")) or operation.label == "POST /api/v1/accounts":
            continue  # events take their time; the models take seconds to load; an account would shut the door

        @given(case=operation.as_strategy(), is_known=st.booleans())
        @limits(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        )
        def call(case: schemathesis.Case, is_known: bool) -> None:
            if is_known and case.method != "DELETE" and "document_id" in (case.path_parameters or {}):
                case.path_parameters["document_id"] = known
            response = case.call()
            case.validate_response(response, checks=list(CHECKS))

        call()
