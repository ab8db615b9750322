"""A program that knows nothing but the served OpenAPI document can do a whole piece of work."""

import io
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from service.jobs import Desk
from tests.flow.desk import read_line


@dataclass
class Generated:
    """A client made of the document: one call an operation, by its id; the body goes in the form that is described."""

    client: FlaskClient
    spec: dict[str, Any]

    def call(self, operation_id: str, /, body: Any = None, **parameters: Any) -> Any:
        path, method, operation = self.find(operation_id)
        query = {}
        for name, value in parameters.items():
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", str(value))
            else:
                assert name in {p["name"] for p in operation["parameters"] if p["in"] == "query"}, name
                query[name] = value
        sent: dict[str, Any] = {}
        if body is not None:
            is_form = "multipart/form-data" in operation["requestBody"]["content"]
            sent = {"data": body} if is_form else {"json": body}
        answer = self.client.open(path, method=method.upper(), query_string=query, **sent)
        assert str(answer.status_code) in operation["responses"], answer.status_code
        return answer.json

    def find(self, operation_id: str) -> tuple[str, str, dict[str, Any]]:
        return next(
            (path, method, operation)
            for path, operations in self.spec["paths"].items()
            for method, operation in operations.items()
            if operation.get("operationId") == operation_id
        )

    def operation(self, method: str, path: str) -> str:
        return str(self.spec["paths"][path][method]["operationId"])


def test_a_generated_client_uploads_waits_queries_and_corrects(client: FlaskClient, desk: Desk) -> None:
    made = Generated(client, client.get("/api/v1/openapi.json").json)
    one = "/api/v1/documents/{document_id}"
    upload, show = made.operation("post", "/api/v1/documents"), made.operation("get", one)
    files = {"file": [(io.BytesIO("Số: 1/KH-UBND\nđạt 5 xã".encode()), "a.txt")]}
    document_id = made.call(upload, files)["documents"][0]["id"]
    assert made.call(show, document_id=document_id)["state"] == "queued"
    read_line(desk)
    assert made.call(show, document_id=document_id)["state"] == "done"
    target = made.call("list_targets", unit="xã", total="true")["records"][0]
    said = {"kind": "field", "record_id": target["id"], "field": "unit", "value": "phường"}
    correction = made.call(made.operation("post", f"{one}/corrections"), said, document_id=document_id)
    assert correction["status"] == "applied"
    assert made.call("list_targets", unit="phường")["records"][0]["review_state"] == "corrected"
