"""Who shall do what."""

from enum import StrEnum

from models.frozen import Text
from models.provenance import Record


class AssignmentRole(StrEnum):
    LEAD = "lead"
    COOPERATE = "cooperate"
    ADVISE = "advise"
    REQUEST = "request"


class Assignment(Record):
    body: Text
    role: AssignmentRole
    partners: tuple[Text, ...] = ()
    task: Text
    deadline: str | None = None
