"""An assignment as found, before it is a record."""

from dataclasses import dataclass

from models.spans import Span


@dataclass(frozen=True)
class Task:
    """Who shall do what, where it stands, and by which pattern it was found."""

    spans: tuple[Span, ...]
    section: str | None
    body: str
    role: str
    partners: tuple[str, ...]
    task: str
    pattern: str
    is_own_subject: bool = False
