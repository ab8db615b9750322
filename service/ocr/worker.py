"""Recognition processes: one loads the engines and bears workers, which read pages that they are sent, one at a time.

Started as `python -m service.ocr.worker FD MODE MEMORY_MB` by the pool, which may kill any of them at any moment; they end
when their line is closed.
"""

import gc
import logging
import os
import resource
import socket
import sys
from collections import OrderedDict
from multiprocessing.connection import Connection
from typing import Protocol

import cv2

from models.page import Page, Words
from models.problem import Problem
from service.errors import VanthuError
from service.ocr.pool import MESSAGE_BYTES
from service.ocr.reader import PageReader
from service.ocr.sheet import Sheet

log = logging.getLogger(__name__)
SCANS_HELD = 2
PAGES_REMEMBERED = 64
BYTES_PER_MB = 1 << 20
Recognised = tuple[Page, tuple[Problem, ...]]
Known = OrderedDict[str, Recognised]

for variable in ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"


class Scan(Protocol):
    """A scan that was sent here; see service.scans.page."""

    def open_page(self, number: int) -> Sheet: ...


def nurse(line: socket.socket, reader: PageReader) -> None:
    """Bear a worker for every line that comes, and bury those whose number comes, until the other end hangs up."""
    while True:
        message, descriptors, *_ = socket.recv_fds(line, MESSAGE_BYTES, 1)
        if not message:
            return
        for descriptor in descriptors:
            if os.fork() == 0:
                line.close()
                os.setsid()
                serve(Connection(descriptor), reader)
                os._exit(0)
            os.close(descriptor)
        if not descriptors:
            os.waitpid(int.from_bytes(message), 0)


def serve(line: Connection, reader: PageReader) -> None:
    """Say one's number, then answer requests until the other end hangs up.

    ("scan", key, scan) is kept and not answered; ("page", key, number) is answered with (page, problems) or a VanthuError.
    """
    scans: OrderedDict[str, Scan] = OrderedDict()
    known: Known = OrderedDict()
    line.send(os.getpid())
    while True:
        try:
            request, key, value = line.recv()
        except EOFError:
            return
        if request == "scan":
            scans[key] = value
            while len(scans) > SCANS_HELD:
                scans.popitem(last=False)
            continue
        try:
            line.send(_read(reader, scans[key], value, known))
        except VanthuError as error:
            line.send(error)


def _read(reader: PageReader, scan: Scan, number: int, known: Known) -> Recognised:
    """A page, recognised or remembered: two pages of the same pixels are read once."""
    sheet = scan.open_page(number)
    if not reader.recognises(sheet):
        return reader.read(sheet)
    print_of_page = sheet.fingerprint
    if print_of_page not in known:
        known[print_of_page] = reader.read(sheet)
        while len(known) > PAGES_REMEMBERED:
            known.popitem(last=False)
    page, problems = known[print_of_page]
    return _as_page(page, number), tuple(p.model_copy(update={"page": number}) if p.page else p for p in problems)


def _as_page(page: Page, number: int) -> Page:
    if page.number == number:
        return page
    words = Words(word.model_copy(update={"box": word.box.model_copy(update={"page": number})}) for word in page.words)
    return page.model_copy(update={"number": number, "words": words})


def main() -> None:
    descriptor, mode, memory_mb = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    limit = memory_mb * BYTES_PER_MB
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    cv2.setNumThreads(1)  # pages are what runs in parallel; rules are found with three fifths of the work
    reader = PageReader(mode)
    gc.freeze()  # what is loaded stays, and stays shared: workers need not look at it
    nurse(socket.socket(fileno=descriptor), reader)


if __name__ == "__main__":
    main()
