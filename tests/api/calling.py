"""Calls made up from the served OpenAPI document: each operation by itself, then chains along its links; all are checked."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import checks

from service.app import create_app
from service.jobs import Desk
from service.store import people
from tests.flow.desk import open_text, read_line, read_text

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
HARMLESS_FIRST = ("GET", "POST", "PATCH", "DELETE")
"""What follows a document's progress is asked while nothing is in line, so that it ends at once."""
TAKES_LONG = ("/restore", "/parse/place")
"""These load the models and the gazetteer."""


@dataclass
class Caller:
    """Calls as an admin with a key, so that an account made on the way does not shut the door."""

    desk: Desk
    with_models: bool = False
    made: Counter[str] = field(default_factory=Counter)
    broken: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        with self.desk.store.writing() as session:
            people.make_account(session, "caller", "admin", "một mật khẩu dài")
            session.flush()
            secret = people.make_key(session, "caller", "admin", "")[1]
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.known = read_text(self.desk, "Số: 1/KH-UBND\nPhấn đấu đạt 5 xã\fđạt 80 hộ")
        app = create_app(self.desk.settings, store=self.desk.store, open_scan=open_text, with_pages=False)
        self.schema: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)

    def each(self, examples: int) -> None:
        """Every operation, `examples` times."""
        found = [operation.ok() for operation in self.schema.get_all_operations()]
        for operation in sorted(found, key=lambda operation: HARMLESS_FIRST.index(operation.method.upper())):
            if self.with_models or not operation.path.endswith(TAKES_LONG):
                self._call(operation, examples)

    def _call(self, operation: Any, examples: int) -> None:
        @given(case=operation.as_strategy(), is_known=st.booleans())
        @_limited(examples)
        def call(case: schemathesis.Case, is_known: bool) -> None:
            if is_known and case.method != "DELETE" and "document_id" in (case.path_parameters or {}):
                case.path_parameters["document_id"] = self.known
            self.check(case, case.call(headers=self.headers))

        call()

    def check(self, case: schemathesis.Case, response: Any) -> None:
        self.made[case.operation.label] += 1
        try:
            case.validate_response(response, checks=CHECKS)
        except BaseException as error:
            self.broken.append(error)
            raise

    def chains(self, examples: int, steps: int) -> None:
        """Chains of calls along the links: what was handed in is read, asked for, corrected.

        The store moves on with each call, so that Hypothesis may find a chain other than it was when it looks again, and ends
        there; a call that broke the contract is raised all the same.
        """
        caller = self

        class Chain(self.schema.as_state_machine()):  # type: ignore[misc]
            def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
                return {"headers": caller.headers}

            def validate_response(self, response: Any, case: schemathesis.Case, *_: Any, **__: Any) -> None:
                caller.check(case, response)
                if response.status_code == 202:
                    read_line(caller.desk)

        try:
            Chain.run(settings=_limited(examples, steps=steps))
        except FlakyStrategyDefinition:
            if self.broken:
                raise self.broken[0] from None


def _limited(examples: int, *, steps: int = 1) -> limits:
    return limits(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
