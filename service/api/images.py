"""Page images: drawn when they are first asked for, once however many ask, and kept while there is room."""

import os
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from service.drawing import Artist
from service.errors import NotFound, PageNotDrawn
from service.settings import Settings
from service.store.files import Originals
from service.store.tables import DocumentRow

DOTS_PER_INCH = (72, 75, 100, 150, 200, 300)
DRAWN_TOGETHER = (75, 150)
"""Opening a page takes longer than writing it: who asks for one size will soon ask for these."""
BYTES_PER_MB = 1 << 20


@dataclass
class Images:
    """The one maker of page images, for programs and for people."""

    artist: Artist
    originals: Originals
    directory: Path
    most_bytes: int
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _bytes: int | None = None
    _lost: set[tuple[str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, settings: Settings, originals: Originals, artist: Artist) -> "Images":
        directory = settings.data_directory.absolute() / "cache" / "images"
        return cls(artist, originals, directory, settings.image_cache_mb * BYTES_PER_MB)

    def page(self, document: DocumentRow, number: int, dpi: int) -> bytes:
        """A page as JPEG, `dpi` pixels for every inch of it. NotFound without such a page; NothingToDraw for plain text."""
        if document.page_count is not None and not 1 <= number <= document.page_count:
            raise NotFound(f"page {number}")
        folder = self.directory / document.id[:2] / document.id
        kept = _kept(folder / f"{number}-{dpi}.jpg")
        if kept is not None:
            return kept
        with self._turn:
            return _kept(folder / f"{number}-{dpi}.jpg") or self._drawn(document, folder, number, dpi)

    def _drawn(self, document: DocumentRow, folder: Path, number: int, dpi: int) -> bytes:
        if (document.id, number) in self._lost:
            raise PageNotDrawn(f"page {number}")
        sizes = sorted({dpi, *DRAWN_TOGETHER})
        try:
            pictures = self.artist.draw(document.id, document.filename, lambda: self.originals.get(document.id), number, sizes)
        except PageNotDrawn:
            self._lost.add((document.id, number))  # whoever asks again need not wait for the same end
            raise
        self._make_room(sum(map(len, pictures)))
        folder.mkdir(parents=True, exist_ok=True)
        for size, picture in zip(sizes, pictures, strict=True):
            _keep(folder / f"{number}-{size}.jpg", picture)
        return pictures[sizes.index(dpi)]

    def _make_room(self, needed: int) -> None:
        """What was not looked at for longest goes, to four fifths of what there may be."""
        if self._bytes is not None and self._bytes + needed <= self.most_bytes:
            self._bytes += needed
            return
        files = [(file, file.stat()) for file in self.directory.glob("??/*/*.jpg")]
        total = sum(status.st_size for _, status in files)
        if total + needed > self.most_bytes:
            for file, status in sorted(files, key=lambda entry: entry[1].st_mtime):
                if total + needed <= 0.8 * self.most_bytes:
                    break
                file.unlink(missing_ok=True)
                total -= status.st_size
        self._bytes = total + needed


def _kept(path: Path) -> bytes | None:
    """The picture that is there, marked as looked at."""
    try:
        content = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        return None
    return content


def _keep(path: Path, picture: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        file.write(picture)
    Path(file.name).replace(path)
