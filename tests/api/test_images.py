"""Page images: one maker, which draws each page once, apart from the process that answers, and keeps what there is room for."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from service.api.images import Images
from service.drawing import Apart
from service.errors import PageNotDrawn
from service.settings import Settings
from service.store.files import LocalOriginals
from service.store.tables import DocumentRow

SAMPLE = next((Path(__file__).parents[2] / "samples").glob("*/scan.pdf"))


@dataclass
class Sketcher:
    """Gives `size` bytes for each picture; notes the pages."""

    size: int = 10
    drawn: list[int] = field(default_factory=list)
    is_lost: bool = False

    def draw(self, key: str, filename: str, content: Callable[[], bytes], number: int, sizes: Sequence[int]) -> list[bytes]:
        self.drawn.append(number)
        if self.is_lost:
            raise PageNotDrawn
        return [bytes(self.size) for _ in sizes]


def images(directory: Path, artist: object, most_bytes: int = 10**9) -> Images:
    return Images(artist, LocalOriginals(directory / "files"), directory / "cache", most_bytes)  # type: ignore[arg-type]


def paper(name: str = "ab1", pages: int = 99) -> DocumentRow:
    return DocumentRow(id=name, filename="a.pdf", page_count=pages)


def test_a_page_is_drawn_once_however_many_ask_at_once(tmp_path: Path) -> None:
    artist = Sketcher()
    maker, ready = images(tmp_path, artist), threading.Barrier(6)

    def ask() -> None:
        ready.wait()
        maker.page(paper(), 1, 150)

    askers = [threading.Thread(target=ask) for _ in range(6)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert artist.drawn == [1]


def test_a_page_that_cannot_be_drawn_is_tried_once(tmp_path: Path) -> None:
    artist = Sketcher(is_lost=True)
    maker = images(tmp_path, artist)
    for _ in range(3):
        with pytest.raises(PageNotDrawn):
            maker.page(paper(), 7, 150)
    assert artist.drawn == [7]


def test_what_was_not_looked_at_for_longest_makes_room(tmp_path: Path) -> None:
    maker = images(tmp_path, Sketcher(size=100), most_bytes=2000)
    for number in range(1, 40):
        maker.page(paper(), number, 150)
    kept = sum(file.stat().st_size for file in (tmp_path / "cache").glob("??/*/*.jpg"))
    assert 0 < kept <= 2000
    assert maker.page(paper(), 1, 150) == bytes(100)


def test_a_process_that_died_over_a_page_is_followed_by_another(tmp_path: Path) -> None:
    artist, content = Apart(Settings(data_directory=tmp_path)), SAMPLE.read_bytes()
    for _ in range(2):
        small, large = artist.draw("a", "scan.pdf", lambda: content, 1, (75, 150))
        (tmp_path / "large.jpg").write_bytes(large)
        with Image.open(tmp_path / "large.jpg") as picture:
            assert abs(picture.height - 11.69 * 150) < 20  # A4, whatever the scan's own resolution
        assert len(small) < len(large)
        artist._process.kill()  # type: ignore[union-attr]
        artist._process.wait()  # type: ignore[union-attr]
    artist._end()


def test_a_page_that_eats_its_process_s_memory_is_reported_and_nothing_else_happens(tmp_path: Path) -> None:
    artist = Apart(Settings(data_directory=tmp_path, page_memory_mb=1))
    with pytest.raises(PageNotDrawn):
        artist.draw("a", "scan.pdf", SAMPLE.read_bytes, 1, (75,))
