"""Sets samples/<name>/source.txt as an official paper (Nghị định 30/2020, Phụ lục I) and prints scan.pdf and truth.txt beside it.

    python -m service.training.samples [--fonts FOLDER] [NAME…]

A source is plain text, one block a line; what the line begins with says how it is set:

    @scan …         how it is scanned: skew (degrees), noise (grey levels), quality (JPEG), layer=eng; else born digital
    << a ;; b || c  two columns, lines parted by ";;" (letterhead; signature, where "(stamp)" leaves room for stamp and signature)
    ^ …             centred and bold      _ …  indented and italic      # …  indented and bold
    @table 8 40 52  widths of the columns, in percent, of the "| a | b | c" rows that follow; the first row is the heading
    anything else   a paragraph with an indented first line
"""

import argparse
import io
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pypdfium2
import pytesseract
from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SAMPLES = Path(__file__).parents[2] / "samples"
FONT_FOLDERS = (Path("/usr/share/fonts/truetype"),)
FACES = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
FAMILIES = ("Tinos", "LiberationSerif", "NotoSerif")
"""Official papers are set in Times New Roman; the first two have its widths."""
VIETNAMESE = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
DPI = 200
MM = 72 / 25.4
PAGE_MM = (210.0, 297.0)
MARGINS_MM = (30.0, 20.0, 18.0, 20.0)  # left, top, right, bottom
SIZE = 13.5
LINE_MM = 6.4
INDENT_MM = 10.0
STAMP_ROOM_MM = 24.0
STAMP = "(stamp)"
FIXED_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""Written into every PDF, so that the same source gives the same file."""


class NoFontError(Exception):
    """No font with all Vietnamese letters was found: install fonts-croscore, or name a folder with --fonts."""


@dataclass(frozen=True)
class Scanning:
    """How a paper is scanned; `layer` is the language of the OCR whose text the scanner's software left in the file."""

    skew: float = 0.0
    noise: float = 3.0
    quality: int = 35
    layer: str = ""
    seed: int = 1


@dataclass
class Paper:
    """A paper while it is set: the PDF, the lines that were printed, and where the stamps go (page, x, y in mm)."""

    pdf: FPDF
    pages: list[list[str]] = field(default_factory=list)
    stamps: list[tuple[int, float, float]] = field(default_factory=list)

    @property
    def left(self) -> float:
        return MARGINS_MM[0]

    @property
    def width(self) -> float:
        return PAGE_MM[0] - MARGINS_MM[0] - MARGINS_MM[2]

    def add_page(self) -> None:
        self.pdf.add_page()
        self.pages.append([])
        if len(self.pages) > 1:
            number = str(len(self.pages))
            self.pdf.set_font("paper", "", SIZE)
            self.pdf.text((PAGE_MM[0] - self.pdf.get_string_width(number)) / 2, 14, number)
            self.pages[-1].append(number)
        self.pdf.set_y(MARGINS_MM[1])

    def need(self, height: float) -> None:
        if self.pdf.get_y() + height > PAGE_MM[1] - MARGINS_MM[3]:
            self.add_page()

    def broken(self, text: str, width: float, style: str, size: float, indent: float = 0.0) -> list[str]:
        """The lines into which a text breaks, set in this style."""
        self.pdf.set_font("paper", style, size)
        lines: list[str] = []
        line = ""
        for word in text.split():
            room = width - (indent if not lines else 0)
            longer = f"{line} {word}".strip()
            if line and self.pdf.get_string_width(longer) > room:
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line]

    def print_line(self, text: str, x: float, y: float, *, width: float = 0.0, align: str = "left") -> None:
        """One line, its words spread over the width when it is justified."""
        words, gap = text.split(), self.pdf.get_string_width(" ")
        natural = self.pdf.get_string_width(" ".join(words))
        if align == "centre":
            x += (width - natural) / 2
        if align == "justified" and len(words) > 1:
            gap += (width - natural) / (len(words) - 1)
        for word in words:
            self.pdf.text(x, y, word)
            x += self.pdf.get_string_width(word) + gap

    def paragraph(self, text: str, *, style: str = "", centred: bool = False) -> None:
        indent = 0.0 if centred else INDENT_MM
        lines = self.broken(text, self.width - (30 if centred else 0), style, SIZE, indent)
        for number, line in enumerate(lines):
            self.need(LINE_MM)
            self.pdf.set_font("paper", style, SIZE)
            shift = indent if number == 0 else 0.0
            align = "centre" if centred else "left" if number == len(lines) - 1 else "justified"
            self.print_line(line, self.left + shift, self.pdf.get_y() + 5, width=self.width - shift, align=align)
            self.pages[-1].append(line)
            self.pdf.set_y(self.pdf.get_y() + LINE_MM)
        self.pdf.set_y(self.pdf.get_y() + 1.2)

    def columns(self, left: list[str], right: list[str]) -> None:
        """Letterhead rows and the foot: two columns of short lines."""
        is_foot = any(STAMP in line for line in right)
        self.need(max(len(left), len(right)) * LINE_MM + (STAMP_ROOM_MM if is_foot else 0))
        top, lowest = self.pdf.get_y() + (3 if is_foot else 0), 0.0
        wide = 0.54 if is_foot else 0.4
        for column, (lines, share, start) in enumerate(((left, wide, 0.0), (right, 1 - wide, wide))):
            y, x, width = top, self.left + start * self.width, share * self.width
            for text in lines:
                if text == STAMP:
                    self.stamps.append((len(self.pages), x + 8, y - 2))
                    y += STAMP_ROOM_MM
                    continue
                style, size, align = column_style(text, column, is_foot=is_foot)
                for line in self.broken(text, width - 2, style, size):
                    self.print_line(line, x, y + 5, width=width - 2, align=align)
                    self.pages[-1].append(line)
                    y += LINE_MM - (1.2 if size < SIZE else 0.4)
                if text.startswith("Độc lập"):
                    rule = self.pdf.get_string_width(text)
                    self.pdf.line(x + (width - 2 - rule) / 2, y + 0.6, x + (width - 2 + rule) / 2, y + 0.6)
            lowest = max(lowest, y)
        self.pdf.set_y(lowest + 2.5)

    def table(self, rows: list[list[str]], widths: list[float]) -> None:
        self.pdf.set_y(self.pdf.get_y() + 1)
        for number, row in enumerate(rows):
            style, size = ("B", 12.0) if number == 0 else ("", 12.0)
            cells = [self.broken(text, w * self.width / 100 - 3, style, size) for text, w in zip(row, widths, strict=True)]
            height = max(len(lines) for lines in cells) * 5.6 + 2
            self.need(height)
            x, y = self.left, self.pdf.get_y()
            for lines, share in zip(cells, widths, strict=True):
                width = share * self.width / 100
                self.pdf.set_font("paper", style, size)
                self.pdf.rect(x, y, width, height)
                is_centred = number == 0 or (len(lines) == 1 and len(lines[0]) < 14)
                for at, line in enumerate(lines):
                    align = "centre" if is_centred else "left"
                    self.print_line(line, x + 1.5, y + 5 + at * 5.6, width=width - 3, align=align)
                x += width
            self.pages[-1].append(" ".join(line for lines in cells for line in lines if line))
            self.pdf.set_y(y + height)
        self.pdf.set_y(self.pdf.get_y() + 2)


def column_style(text: str, column: int, *, is_foot: bool) -> tuple[str, float, str]:
    """Style, size and alignment of a line in two columns, after Phụ lục I."""
    if is_foot and column == 0:
        return ("BI", 12.0, "left") if text.startswith("Nơi nhận") else ("", 11.0, "left")
    if "ngày" in text and "năm" in text:
        return "I", SIZE, "centre"
    if text.startswith(("Số:", "V/v")):
        return "", SIZE if text.startswith("Số") else 12.0, "centre"
    if text.startswith("TỈNH") or (column == 0 and text.startswith("UBND")):
        return "B" if text.startswith("TỈNH") else "", 12.0, "centre"
    return "B", 12.0, "centre"


def find_fonts(folders: tuple[Path, ...]) -> dict[str, Path]:
    """Style → font file of the first family that draws every Vietnamese letter; NoFontError when none does."""
    files = {path.stem: path for folder in folders for path in sorted(folder.rglob("*.ttf"))}
    for family in FAMILIES:
        found = {style: files.get(f"{family}-{face}") for style, face in FACES.items()}
        paths = {style: path for style, path in found.items() if path is not None}
        if len(paths) == len(FACES) and all(covers_vietnamese(path) for path in paths.values()):
            return paths
    raise NoFontError


def covers_vietnamese(path: Path) -> bool:
    """Whether a font draws every Vietnamese letter, each unlike the others: a missing glyph is drawn as one and the same box."""
    font = ImageFont.truetype(path, 40)
    drawn = [bytes(font.getmask(letter)) for letter in VIETNAMESE + VIETNAMESE.upper()]
    return len(set(drawn)) == len(drawn)


def set_paper(source: str, fonts: dict[str, Path]) -> Paper:
    """Source → the paper as it leaves the office."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(FIXED_DAY)
    pdf.set_line_width(0.2)
    for style, path in fonts.items():
        pdf.add_font("paper", style, path)
    pdf.set_text_shaping(use_shaping_engine=False)
    paper = Paper(pdf)
    paper.add_page()
    widths: list[float] = []
    rows: list[list[str]] = []
    for line in [*source.splitlines(), ""]:
        mark, _, rest = line.partition(" ")
        if rows and mark != "|":
            paper.table(rows, widths)
            rows = []
        match mark:
            case "@table":
                widths = [float(share) for share in rest.split()]
            case "|":
                rows.append([cell.strip() for cell in rest.split("|")])
            case "<<":
                left, _, right = rest.partition("||")
                paper.columns(*([part.strip() for part in side.split(";;") if part.strip()] for side in (left, right)))
            case "^":
                paper.paragraph(rest, style="B", centred=True)
            case "_":
                paper.paragraph(rest, style="I")
            case "#":
                paper.paragraph(rest, style="B")
            case "" | "@scan":
                pass
            case _:
                paper.paragraph(line)
    return paper


def scanning_of(source: str) -> Scanning | None:
    """What the @scan line says; None for a paper that was born digital."""
    line = next((line for line in source.splitlines() if line.startswith("@scan")), None)
    if line is None:
        return None
    given = dict(part.split("=") for part in line.split()[1:])
    defaults = Scanning()
    return Scanning(**{name: type(getattr(defaults, name))(value) for name, value in given.items()})


def stamped(image: Image.Image, x: float, y: float, chance: random.Random) -> Image.Image:
    """The page with a red seal and a blue signature, as ink on paper: dark stays dark."""
    side = round(36 / 25.4 * DPI)
    seal = Image.new("RGB", (side, side), "white")
    pen, red = ImageDraw.Draw(seal), (214, 60, 66)
    for inset, width in ((4, 5), (34, 3)):
        pen.ellipse((inset, inset, side - inset, side - inset), outline=red, width=width)
    centre, radius = side / 2, side / 7
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.4
        angle = np.pi * (corner / 5 - 0.5)
        points.append((centre + reach * np.cos(angle), centre + reach * np.sin(angle)))
    pen.polygon(points, fill=red)
    for tick in range(48):
        angle = tick * np.pi / 24
        pen.line([(centre + r * np.cos(angle), centre + r * np.sin(angle)) for r in (side / 2 - 28, side / 2 - 12)], red, 4)
    ink = Image.new("RGB", image.size, "white")
    at = (round(x / 25.4 * DPI), round(y / 25.4 * DPI))
    ink.paste(seal.rotate(chance.uniform(-20, 20), fillcolor="white"), at)
    pen = ImageDraw.Draw(ink)
    path = [(at[0] + side * (0.6 + 0.09 * i), at[1] + side * (0.45 + chance.uniform(-0.22, 0.22))) for i in range(14)]
    pen.line(path, fill=(48, 62, 150), width=4, joint="curve")
    return ImageChops.multiply(image, ink)


def scanned(page: Image.Image, scanning: Scanning, chance: random.Random) -> Image.Image:
    """The page as a scanner sees it: slightly turned, blurred and noisy."""
    turned = page.rotate(scanning.skew, Image.Resampling.BICUBIC, fillcolor="white")
    soft = turned.filter(ImageFilter.GaussianBlur(0.7))
    noise = np.random.default_rng(chance.randrange(2**32)).normal(0, scanning.noise, (page.height // 2, page.width // 2))
    grain = np.asarray(Image.fromarray(noise.astype(np.float32)).resize(page.size, Image.Resampling.BILINEAR))
    levels = np.asarray(soft, dtype=np.float32)
    levels = levels * 0.94 + 8 + (grain if levels.ndim == 2 else grain[..., None])
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))


def scan(paper: Paper, scanning: Scanning) -> bytes:
    """The paper printed, stamped, and scanned to a PDF of page images."""
    chance = random.Random(scanning.seed)
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_auto_page_break(False)
    pdf.set_creation_date(FIXED_DAY)
    for number, sheet in enumerate(pypdfium2.PdfDocument(bytes(paper.pdf.output())), 1):
        image = sheet.render(scale=DPI / 72).to_pil().convert("RGB")
        stamps = [(x, y) for page, x, y in paper.stamps if page == number]
        for x, y in stamps:
            image = stamped(image, x, y, chance)
        image = scanned(image if stamps else image.convert("L"), scanning, chance)
        file = io.BytesIO()
        image.save(file, "JPEG", quality=scanning.quality, optimize=True, dpi=(DPI, DPI))
        pdf.add_page()
        pdf.image(file, 0, 0, pdf.w, pdf.h)
        if scanning.layer:
            lay_text(pdf, image, scanning.layer)
    return bytes(pdf.output())


def lay_text(pdf: FPDF, image: Image.Image, language: str) -> None:
    """Puts invisible words under the page as scanner software does, read with the model of another language."""
    words = pytesseract.image_to_data(image, lang=language, output_type=pytesseract.Output.DICT)
    pdf.set_font("helvetica", size=10)
    with pdf.local_context(text_mode=TextMode.INVISIBLE):
        for text, x, y, height in zip(words["text"], words["left"], words["top"], words["height"], strict=True):
            written = text.encode("latin-1", "replace").decode("latin-1").strip()
            if written:
                pdf.set_font_size(max(4.0, height * 72 / DPI))
                pdf.text(x * 72 / DPI, (y + height) * 72 / DPI, written)


def print_sample(folder: Path, fonts: dict[str, Path]) -> None:
    """Writes scan.pdf and truth.txt beside a folder's source.txt."""
    source = (folder / "source.txt").read_text(encoding="utf-8")
    paper, scanning = set_paper(source, fonts), scanning_of(source)
    (folder / "truth.txt").write_text("\f".join("\n".join(lines) + "\n" for lines in paper.pages), encoding="utf-8")
    (folder / "scan.pdf").write_bytes(scan(paper, scanning) if scanning else bytes(paper.pdf.output()))


def main() -> None:
    parser = argparse.ArgumentParser(description="Render the sample documents again from their sources.")
    parser.add_argument("--fonts", type=Path, action="append", default=[], help="a folder of fonts to look into first")
    parser.add_argument("names", nargs="*", help="samples to render; all when none is named")
    given = parser.parse_args()
    fonts = find_fonts((*given.fonts, *FONT_FOLDERS))
    for folder in sorted(path.parent for path in SAMPLES.glob("*/source.txt")):
        if not given.names or folder.name in given.names:
            print_sample(folder, fonts)


if __name__ == "__main__":
    main()
