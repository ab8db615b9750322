"""The OpenAPI document: what APIFlask finds in the views, with our problems on every operation."""

from typing import Any

from pydantic import BaseModel

from models.page import Box
from models.spans import Span
from service.api.schemas import ProblemOut

PROBLEM_RESPONSE = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
PROBLEMS = {
    "400": "The request is not valid",
    "401": "Sign in or send an API key",
    "403": "This account may not do that",
    "404": "There is no such thing here",
    "409": "Does not fit the present state",
    "413": "The upload is too large",
    "415": "Not a kind of file or body that is understood",
    "422": "What was sent does not have the right form",
    "429": "Too many requests; see Retry-After",
    "500": "Internal error",
    "503": "The queue is full; see Retry-After",
}
UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1, "maxItems": 1000}
                },
                "required": ["file"],
            }
        }
    },
}
LOCATION = {
    "Location": {"description": "The first document that was taken", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait before asking there", "schema": {"type": "string"}},
}
WRITTEN_AS_LISTS: dict[str, type[BaseModel]] = {"Box": Box, "Span": Span}
"""Models whose JSON is a list; what they take is described like what they give."""
SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "an API key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "vanthu_session"},
}


EVENT = {
    "type": "object",
    "description": "each event of the stream; `data` is JSON: state, stage, pages_done, page_count, revision",
    "properties": {"event": {"const": "progress"}, "id": {"type": "string"}, "data": {"type": "string"}},
    "required": ["data"],
}
BASE = "/api/v1"
ONE = f"{BASE}/documents/{{document_id}}"
OF_A_DOCUMENT = (
    ("get", ONE),
    *(("get", f"{ONE}/{part}") for part in ("text", "words", "records", "reading", "corrections", "gold", "original")),
    ("get", f"{ONE}/pages/{{number}}/image"),
    ("post", f"{ONE}/corrections"),
    ("post", f"{ONE}/reprocess"),
    ("patch", ONE),
)
OF_A_HOOK = (("get", "deliveries"), ("post", "replay"))
LINKS: dict[tuple[str, str, str], tuple[str, str, tuple[tuple[str, str], ...]]] = {
    ("post", f"{BASE}/documents", "202"): ("document_id", "documents/0/id", OF_A_DOCUMENT),
    ("get", f"{BASE}/documents", "200"): ("document_id", "documents/0/id", OF_A_DOCUMENT),
    **{
        ("get", f"{BASE}/{name}", "200"): ("record_id", "records/0/id", (("get", f"{BASE}/records/{{record_id}}"),))
        for name in ("targets", "decisions", "citations", "deadlines", "assignments", "places")
    },
    ("post", f"{ONE}/corrections", "201"): ("correction_id", "id", (("delete", f"{BASE}/corrections/{{correction_id}}"),)),
    ("post", f"{BASE}/webhooks", "201"): (
        "hook_id",
        "id",
        (
            *((verb, f"{BASE}/webhooks/{{hook_id}}/{part}") for verb, part in OF_A_HOOK),
            ("delete", f"{BASE}/webhooks/{{hook_id}}"),
        ),
    ),
    ("post", f"{BASE}/accounts", "201"): ("name", "name", (("patch", f"{BASE}/accounts/{{name}}"),)),
    ("post", f"{BASE}/keys", "201"): ("key_id", "id", (("delete", f"{BASE}/keys/{{key_id}}"),)),
}
"""What in an answer (method, path, status) names something: the parameter, where it stands in the body, who takes it."""


def finish(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Put one shape of problem everywhere, name the ways to sign in, drop what APIFlask thinks errors look like."""
    if isinstance(spec, str):
        return spec
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = ProblemOut.model_json_schema()
    for name in list(schemas):
        model = WRITTEN_AS_LISTS.get(name.rsplit(".", 1)[-1])
        if model is not None:
            schemas[name] = model.model_json_schema(mode="serialization")
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    spec["components"]["securitySchemes"] = SECURITY
    spec["security"] = [{"key": []}, {"session": []}, {}]
    spec["paths"]["/api/v1/documents"]["post"]["requestBody"] = UPLOAD
    spec["paths"]["/api/v1/documents"]["post"]["responses"]["202"]["headers"] = LOCATION
    for path, operations in spec.get("paths", {}).items():
        for operation in operations.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            for status, description in PROBLEMS.items():
                operation["responses"][status] = {"description": description, **PROBLEM_RESPONSE}
            for form in _other_forms(path, operation):
                operation["responses"]["200"]["content"][form] = {"schema": {"type": "string"}}
            operation["responses"].setdefault("304", {"description": "Not modified since the ETag that was sent"})
    _link(spec["paths"])
    events = spec["paths"][f"{ONE}/events"]["get"]["responses"]["200"]["content"]
    events["text/event-stream"]["schema"] = EVENT
    return spec


def _link(paths: dict[str, Any]) -> None:
    """Say where what an answer names can be asked for."""
    for (method, path, status), (parameter, where, targets) in LINKS.items():
        answer = paths.get(path, {}).get(method, {}).get("responses", {}).get(status)
        for verb, target in targets if answer is not None else ():
            operation = paths.get(target, {}).get(verb)
            if operation is not None:
                name = operation["operationId"]
                given = {parameter: f"$response.body#/{where}", **({"number": 1} if "{number}" in target else {})}
                answer.setdefault("links", {})[name] = {"operationId": name, "parameters": given}


def _other_forms(path: str, operation: dict[str, Any]) -> tuple[str, ...]:
    """What else than JSON an operation can answer with."""
    if any(parameter.get("name") == "format" for parameter in operation.get("parameters", ())):
        return ("text/csv", "application/x-ndjson")
    if path.endswith("/original"):
        return ("application/pdf", "image/png", "image/jpeg", "image/tiff", "text/plain")
    return ("text/plain",) if path.endswith("/text") else ()
