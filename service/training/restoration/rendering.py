"""Sets corpus text as page images, in several typefaces, styles, sizes and resolutions."""

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

TYPEFACES = {
    # family → (weight, files: regular, bold, italic, bold italic); papers are set in Times New Roman, so its metric twins lead
    "Tinos": (4, ("Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic")),
    "TeX Gyre Termes": (
        4,
        ("texgyretermes-regular", "texgyretermes-bold", "texgyretermes-italic", "texgyretermes-bolditalic"),
    ),
    "FreeSerif": (2, ("FreeSerif", "FreeSerifBold", "FreeSerifItalic", "FreeSerifBoldItalic")),
    "Liberation Serif": (
        2,
        ("LiberationSerif-Regular", "LiberationSerif-Bold", "LiberationSerif-Italic", "LiberationSerif-BoldItalic"),
    ),
    "Noto Serif": (1, ("NotoSerif-Regular", "NotoSerif-Bold", "NotoSerif-Italic", "NotoSerif-BoldItalic")),
    "DejaVu Serif": (1, ("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic", "DejaVuSerif-BoldItalic")),
    "Noto Sans": (1, ("NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSans-BoldItalic")),
    "Carlito": (1, ("Carlito-Regular", "Carlito-Bold", "Carlito-Italic", "Carlito-BoldItalic")),
}
STYLES = (0.68, 0.13, 0.14, 0.05)
"""Shares of regular, bold, italic, bold italic paragraphs."""
RESOLUTIONS = ((150, 0.15), (200, 0.4), (300, 0.45))
SIZES = ((12, 0.2), (13, 0.35), (14, 0.35), (11, 0.1))
A4_INCHES = (8.27, 11.69)
MARGINS_INCHES = (1.18, 0.79)
"""Left and top; right and bottom are as the top."""
CAPITALS_SHARE = 0.05
REQUIRED = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


@dataclass(frozen=True)
class SetPage:
    """A page as it was set: the image (grey) and its true text, one printed line a line."""

    image: Image.Image
    text: str
    typeface: str
    resolution: int


def find_typefaces(folders: Sequence[Path]) -> dict[str, tuple[Path, ...]]:
    """The typefaces of TYPEFACES whose four files lie under the folders and cover every Vietnamese letter."""
    files = {path.stem: path for folder in folders for path in sorted(folder.rglob("*.[to]tf"))}
    found = {}
    for family, (_, stems) in TYPEFACES.items():
        paths = tuple(files[stem] for stem in stems if stem in files)
        if len(paths) == len(stems) and all(covers_vietnamese(path) for path in paths):
            found[family] = paths
    return found


@cache
def covers_vietnamese(path: Path) -> bool:
    """Whether a font draws every Vietnamese letter, large and small, each unlike the others.

    Some builds of Liberation Serif draw one and the same box for all letters with two marks.
    """
    font = ImageFont.truetype(path, 40)
    drawn = [bytes(font.getmask(letter)) for letter in REQUIRED + REQUIRED.upper()]
    return len(set(drawn)) == len(drawn)


def set_page(lines: Iterator[str], typefaces: dict[str, tuple[Path, ...]], chance: random.Random) -> SetPage:
    """Set paragraphs until one A4 page is full."""
    family = chance.choices(list(typefaces), [TYPEFACES[name][0] for name in typefaces])[0]
    resolution = chance.choices(*zip(*RESOLUTIONS, strict=True))[0]
    points = chance.choices(*zip(*SIZES, strict=True))[0]
    size = round(points * resolution / 72)
    width, height = (round(side * resolution) for side in A4_INCHES)
    left, top = (round(side * resolution) for side in MARGINS_INCHES)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    spacing = round(size * chance.uniform(1.15, 1.5))
    printed: list[str] = []
    y = top
    while y + spacing < height - top:
        paragraph = _cased(next(lines), chance)
        font = ImageFont.truetype(typefaces[family][chance.choices(range(4), STYLES)[0]], size)
        for line in _wrapped(paragraph, font, width - left - top):
            if y + spacing >= height - top:
                break
            draw.text((left, y), line, font=font, fill=0)
            printed.append(line)
            y += spacing
        y += chance.choice((0, spacing // 4))
    return SetPage(image, "\n".join(printed), family, int(resolution))


def _cased(paragraph: str, chance: random.Random) -> str:
    is_short = len(paragraph) < 120
    return paragraph.upper() if is_short and chance.random() < CAPITALS_SHARE * 4 else paragraph


def _wrapped(paragraph: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for word in unicodedata.normalize("NFC", paragraph).split():
        longer = f"{line} {word}" if line else word
        if line and font.getlength(longer) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line
