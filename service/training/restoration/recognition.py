"""Makes the pairs that the channels are learnt from: corpus text, set, damaged and read by OCR engines."""

import json
import logging
import os
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from service.training.restoration.corpus import Source
from service.training.restoration.damage import damage
from service.training.restoration.rendering import find_typefaces, set_page

log = logging.getLogger(__name__)

LANGUAGES = ("eng", "vie")
PAGE_SHARES = {"official_provincial": 5.0, "official_luatvietnam": 1.5, "official_readability": 1.5}
"""How often a page is taken from a file, by prefix; other official files count OTHER_SHARE, the rest nothing."""
OTHER_SHARE = 0.6
LINE_LETTERS = (12, 1200)
RECOGNITION_TIMEOUT_SECONDS = 180


@dataclass(frozen=True)
class ReadPage:
    """One page as printed and as each engine read it."""

    part: str
    source: str
    typeface: str
    resolution: int
    damages: tuple[str, ...]
    truth: str
    raw: dict[str, str]


def make_pages(sources: Sequence[Source], part: str, count: int, *, fonts: Sequence[Path], seed: int) -> Iterator[ReadPage]:
    """`count` pages of the named part (train, tune, test) of the official sources; the same for the same seed."""
    typefaces = find_typefaces(fonts)
    if not typefaces:
        raise FileNotFoundError(f"no typeface with all Vietnamese letters under {[str(f) for f in fonts]}")
    official = [source for source in sources if source.is_official and len(getattr(source, part)) > 200]
    shares = [next((s for prefix, s in PAGE_SHARES.items() if source.name.startswith(prefix)), OTHER_SHARE) for source in official]
    for number in range(count):
        chance = random.Random(f"{seed} {part} {number}")
        source = chance.choices(official, shares)[0]
        lines: Sequence[str] = getattr(source, part)
        page = set_page(_prose(lines, chance.randrange(len(lines))), typefaces, chance)
        image, kinds = damage(page.image, chance)
        raw = {language: recognise(image, language, page.resolution) for language in LANGUAGES}
        yield ReadPage(part, source.name, page.typeface, page.resolution, kinds, page.text, raw)


def _prose(lines: Sequence[str], start: int) -> Iterator[str]:
    """Lines from a place on, round and round, without the very short and the very long."""
    while True:
        for line in (*lines[start:], *lines[:start]):
            if LINE_LETTERS[0] <= len(line) <= LINE_LETTERS[1] and "\ufffd" not in line and "|" not in line:
                yield line


def recognise(image: Image.Image, language: str, resolution: int) -> str:
    """Tesseract's text of a grey page, one thread."""
    packed = BytesIO()
    image.save(packed, "PNG", compress_level=1)
    command = ["tesseract", "stdin", "stdout", "-l", language, "--psm", "6", "--dpi", str(resolution)]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(
        command, input=packed.getvalue(), capture_output=True, env=environment, timeout=RECOGNITION_TIMEOUT_SECONDS, check=True
    )
    return done.stdout.decode("utf-8")


def keep_pages(pages: Iterator[ReadPage], path: Path) -> None:
    """Write pages as JSON lines, one by one, so that a stopped run loses nothing."""
    with path.open("w", encoding="utf-8") as file:
        for page in pages:
            file.write(json.dumps(asdict(page), ensure_ascii=False) + "\n")
            file.flush()


def read_pages(path: Path) -> list[ReadPage]:
    """Pages kept by keep_pages; an unfinished last line is left out."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        try:
            fields = json.loads(line)
        except json.JSONDecodeError:
            log.warning("%s ends in the middle of a page", path)
            break
        found.append(ReadPage(**{**fields, "damages": tuple(fields["damages"])}))
    return found
