"""The OpenAPI document: what APIFlask finds in the views, with our problems on every operation."""

from typing import Any

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
SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "an API key"},
    "session": {"type": "apiKey", "in": "cookie", "name": "vanthu_session"},
}


def finish(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
    """Put one shape of problem everywhere, name the ways to sign in, drop what APIFlask thinks errors look like."""
    if isinstance(spec, str):
        return spec
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = ProblemOut.model_json_schema()
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    spec["components"]["securitySchemes"] = SECURITY
    spec["security"] = [{"key": []}, {"session": []}, {}]
    for operations in spec.get("paths", {}).values():
        for operation in operations.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            for status, description in PROBLEMS.items():
                operation["responses"][status] = {"description": description, **PROBLEM_RESPONSE}
            operation["responses"].setdefault("304", {"description": "Not modified since the ETag that was sent"})
    return spec
