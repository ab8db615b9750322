"""Damaged and locked PDF files: rebuilt by qpdf, through pikepdf."""

import io
import logging
import re

import pikepdf

from service.errors import DamagedScan, EncryptedScan, NoPages

log = logging.getLogger(__name__)
STREAM_NAME = re.compile(r"stream <[^>]*>: ")
"""How qpdf calls bytes in memory: it says nothing to whoever handed the file in."""


def needs_password(content: bytes) -> bool:
    """Asked of qpdf as well: pdfium repeats an earlier file's error where it has none to tell."""
    try:
        with pikepdf.open(io.BytesIO(content)):
            return False
    except pikepdf.PasswordError:
        return True
    except (pikepdf.PdfError, ValueError):
        return False


def repaired(content: bytes) -> bytes:
    """The file rebuilt; DamagedScan when nothing can be saved."""
    mended = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as file:
            if len(file.pages) == 0:
                raise NoPages
            file.save(mended)
    except pikepdf.PasswordError as error:
        raise EncryptedScan from error
    except (pikepdf.PdfError, ValueError) as error:
        raise DamagedScan(STREAM_NAME.sub("", str(error))) from error
    log.info("repaired a damaged PDF bytes=%d", len(content))
    return mended.getvalue()
