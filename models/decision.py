"""What a document itself enacts."""

from enum import StrEnum

from models.frozen import Text
from models.provenance import Record


class Act(StrEnum):
    APPROVE = "approve"
    ISSUE = "issue"
    ESTABLISH = "establish"
    ASSIGN = "assign"
    AMEND = "amend"
    REPEAL = "repeal"
    EFFECT = "effect"
    OTHER = "other"


class Decision(Record):
    clause: Text | None
    act: Act
    matter: Text
