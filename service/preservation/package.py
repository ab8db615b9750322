"""A document with its original → the files of its package, for the bag."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from models.document import Document
from service.errors import NotADocument
from service.preservation.alto import write_alto
from service.preservation.facts import Facts
from service.preservation.metadata import archive_fields, write_edxml
from service.preservation.mets import PackedFile
from service.preservation.searchable import make_searchable
from service.preservation.words import place_words

ENDINGS = {"application/pdf": "pdf", "image/tiff": "tif", "image/png": "png", "image/jpeg": "jpg", "text/plain": "txt"}


def pack_files(facts: Facts, original: bytes, document: Document, reading: Mapping[str, Any]) -> tuple[PackedFile, ...]:
    """The untouched original, the searchable PDF, text and records, ALTO page by page, and the fields of the archive."""
    ending = ENDINGS.get(facts.media_type, "bin")
    files = [PackedFile(f"original/scan.{ending}", original, facts.media_type, "original")]
    with suppress(NotADocument):  # a plain text has no pages to lie under
        searchable = make_searchable(original, document)
        files.append(PackedFile("access/searchable.pdf", searchable.content, "application/pdf", "access"))
    files += [
        PackedFile("text/restored.txt", document.text.encode(), "text/plain", "text"),
        PackedFile("text/as-recognised.txt", document.raw_text.encode(), "text/plain", "text"),
        PackedFile("records/reading.json", _json(reading), "application/json", "records"),
        PackedFile("metadata/tt02-2019.json", _json(archive_fields(facts)), "application/json", "metadata"),
        PackedFile("metadata/edxml-header.xml", write_edxml(facts), "application/xml", "metadata"),
    ]
    for placed in place_words(document):
        number = placed.page.number
        files.append(
            PackedFile(f"alto/{number:04}.xml", write_alto(placed, filename=facts.filename), "application/xml", "ocr", number)
        )
    return tuple(files)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
