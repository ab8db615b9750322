"""Reads a corpus folder and splits every file by document: its last part is never trained on."""

import lzma
import unicodedata
from dataclasses import dataclass
from pathlib import Path

TUNE_FROM = 0.935
"""Lines from this share of a file on tune weights and calibration; no model is trained on them."""
TEST_FROM = 0.95
"""Lines from this share of a file on are for tests alone."""

IN_DOMAIN = ("official_provincial", "official_readability", "official_luatvietnam", "official_misc")
"""Prefixes of the files nearest to provincial plans and decisions; they count several times."""
IN_DOMAIN_WEIGHT = 6.0
OFFICIAL_WEIGHT = 1.0
OTHER_WEIGHT = 0.5


@dataclass(frozen=True)
class Source:
    """One corpus file: NFC paragraphs in the order of its documents, split by place in the file."""

    name: str
    path: Path
    train: tuple[str, ...]
    tune: tuple[str, ...]
    test: tuple[str, ...]

    @property
    def is_official(self) -> bool:
        return self.name.startswith("official_")

    @property
    def is_in_domain(self) -> bool:
        return self.name.startswith(IN_DOMAIN)

    @property
    def weight(self) -> float:
        """How much one occurrence in this file counts in the language model."""
        if self.is_in_domain:
            return IN_DOMAIN_WEIGHT
        return OFFICIAL_WEIGHT if self.is_official else OTHER_WEIGHT


def read_sources(folder: Path) -> list[Source]:
    """Every `*.txt` and `*.txt.xz` of a folder, one paragraph a line, sorted by name."""
    return [_read_source(path) for path in sorted(folder.glob("*.txt*")) if path.name.endswith((".txt", ".txt.xz"))]


def _read_source(path: Path) -> Source:
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8")
    lines = [line.strip() for line in unicodedata.normalize("NFC", text).split("\n")]
    lines = [line for line in lines if line]
    tune, test = int(len(lines) * TUNE_FROM), int(len(lines) * TEST_FROM)
    name = path.name.removesuffix(".xz").removesuffix(".txt")
    return Source(name, path, tuple(lines[:tune]), tuple(lines[tune:test]), tuple(lines[test:]))
