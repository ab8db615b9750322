"""What a file is, told from its first bytes and never from its name."""

import codecs
import unicodedata
from enum import StrEnum

from service.errors import LyingFile, NotADocument


class FileKind(StrEnum):
    PDF = "pdf"
    TIFF = "tiff"
    PNG = "png"
    JPEG = "jpeg"
    JPEG2000 = "jp2"
    TEXT = "text"


SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", FileKind.JPEG2000),
    (b"\xff\x4f\xff\x51", FileKind.JPEG2000),
)
EXTENSIONS = {
    "pdf": FileKind.PDF,
    "tif": FileKind.TIFF,
    "tiff": FileKind.TIFF,
    "png": FileKind.PNG,
    "jpg": FileKind.JPEG,
    "jpeg": FileKind.JPEG,
    "jp2": FileKind.JPEG2000,
    "j2k": FileKind.JPEG2000,
    "txt": FileKind.TEXT,
}
PDF_HEADER_WITHIN = 1024
"""Readers find a PDF header that stands within this many bytes (ISO 32000-1, annex H)."""
FOREIGN_HEADS = (b"PK\x03\x04", b"MZ", b"\x7fELF", b"<!DOCTYPE", b"<html", b"<script", b"GIF8", b"\xd0\xcf\x11\xe0", b"#!")
"""Heads of other kinds of files: a PDF header behind one of these makes a file that is two things at once."""


def kind_of(content: bytes, filename: str) -> FileKind:
    """The kind of a file; NotADocument for what we do not read, LyingFile where name, head and body disagree."""
    kind = _by_signature(content)
    if kind is None and _is_text(content):
        kind = FileKind.TEXT
    if kind is None:
        raise NotADocument(filename)
    claimed = EXTENSIONS.get(filename.rpartition(".")[2].lower())
    if claimed is not None and claimed is not kind:
        raise LyingFile(f"{filename}: {claimed} / {kind}")
    if kind is FileKind.TEXT and claimed is None and "." in filename:
        raise NotADocument(filename)
    return kind


def has_signature(content: bytes) -> bool:
    """Whether a file says that it is made of pages to look at; nothing else of it is judged."""
    return content.startswith(tuple(signature for signature, _ in SIGNATURES))


def _by_signature(content: bytes) -> FileKind | None:
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            if kind is not FileKind.PDF and b"%PDF-" in content[:PDF_HEADER_WITHIN]:
                raise LyingFile(f"{kind} / pdf")
            return kind
    if b"%PDF-" in content[:PDF_HEADER_WITHIN]:
        if content.lstrip().startswith(FOREIGN_HEADS):
            raise LyingFile("pdf")
        return FileKind.PDF
    return None


def _is_text(content: bytes) -> bool:
    """Whether bytes are UTF-8 (or UTF-16 with a mark) without control characters but those of layout."""
    try:
        text = decode(content)
    except UnicodeDecodeError:
        return False
    if content.lstrip().startswith(FOREIGN_HEADS):
        return False
    return bool(text.strip()) and not any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\x0b" for c in text)


def decode(content: bytes) -> str:
    """Text of a plain file; UnicodeDecodeError when it is none."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")
