"""Makes the pairs that the channels are learnt from: corpus text, set, damaged and read by OCR engines."""

import json
import logging
import os
import random
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from service.restoration.spelling import is_syllable, key
from service.training.restoration.corpus import Source
from service.training.restoration.damage import damage
from service.training.restoration.rendering import find_typefaces, set_page

log = logging.getLogger(__name__)

LANGUAGES = ("eng", "vie")
PAGE_SHARES = {"official_provincial": 5.0, "official_luatvietnam": 1.5, "official_readability": 1.5}
"""How often a page is taken from a file, by prefix; other official files count OTHER_SHARE, the rest nothing."""
OTHER_SHARE = 0.6
LINE_LETTERS = (12, 1200)
MOST_NAMES = 0.3
GLUED_FROM = 5
_WORDS = re.compile(r"[^\W\d_]+")
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
    shares = [
        next((s for prefix, s in PAGE_SHARES.items() if source.name.startswith(prefix)), OTHER_SHARE) for source in official
    ]
    for number in range(count):
        chance = random.Random(f"{seed} {part} {number}")
        source = chance.choices(official, shares)[0]
        lines: Sequence[str] = getattr(source, part)
        page = set_page(_prose(lines, chance.randrange(len(lines))), typefaces, chance)
        image, kinds = damage(page.image, chance)
        raw = {language: recognise(image, language, page.resolution) for language in LANGUAGES}
        yield ReadPage(part, source.name, page.typeface, page.resolution, kinds, page.text, raw)


def _prose(lines: Sequence[str], start: int) -> Iterator[str]:
    """Lines of prose from a place on, round and round."""
    while True:
        yield from filter(is_prose, (*lines[start:], *lines[:start]))


def is_prose(line: str) -> bool:
    """Neither very short nor very long, no table row, no list of names, no words that the corpus itself has run together."""
    if not LINE_LETTERS[0] <= len(line) <= LINE_LETTERS[1] or "\ufffd" in line or "|" in line:
        return False
    words = _WORDS.findall(line)
    if any(word.islower() and len(word) >= GLUED_FROM and not is_syllable(key(word)) for word in words):
        return False
    names = sum(word.istitle() for word in words)
    return len(words) < 12 or names < MOST_NAMES * len(words)


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
