"""The door: a file is told by its bytes, held against the limits, and opened or refused."""

import hashlib
import logging
from typing import TYPE_CHECKING

from service.errors import EmptyFile, FileTooLarge
from service.scans.kinds import FileKind, decode, kind_of
from service.scans.plain_text import TextScan

if TYPE_CHECKING:
    from service.scans.images import ImageScan
    from service.scans.pdf import PdfScan
    from service.settings import Settings

log = logging.getLogger(__name__)
BYTES_PER_MB = 1 << 20


def open_scan(content: bytes, filename: str, settings: "Settings") -> "PdfScan | ImageScan | TextScan":
    """A file's bytes → a Scan, or a ScanError that says why not and what to do."""
    if not content:
        raise EmptyFile(filename)
    if len(content) > settings.max_file_mb * BYTES_PER_MB:
        raise FileTooLarge(f"{len(content) / BYTES_PER_MB:.0f} MB > {settings.max_file_mb} MB")
    kind = kind_of(content, filename)
    sha256 = hashlib.sha256(content).hexdigest()
    log.info("open kind=%s bytes=%d", kind, len(content))
    if kind is FileKind.TEXT:
        return TextScan(decode(content), filename, sha256, max_pages=settings.max_pages)
    if kind is FileKind.PDF:
        from service.scans.pdf import open_pdf

        return open_pdf(content, filename, sha256, settings)
    from service.scans.images import open_images

    return open_images(content, filename, sha256, settings)
