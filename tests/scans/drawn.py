"""Tiny files of every kind, drawn in memory."""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"


def paper(lines: Sequence[str] = ("Kế hoạch năm 2025",), *, size: tuple[int, int] = (1000, 600), height: int = 40) -> Image.Image:
    """Black print on white, one line below the other."""
    image = Image.new("L", size, 255)
    font = ImageFont.truetype(FONT, height)
    for row, line in enumerate(lines):
        ImageDraw.Draw(image).text((80, 60 + row * height * 2), line, fill=0, font=font)
    return image


def as_file(images: Sequence[Image.Image], kind: str, **options: Any) -> bytes:
    """Images as the frames of one file; `kind` as Pillow calls it."""
    buffer = io.BytesIO()
    first, *rest = images
    if rest:
        options |= {"save_all": True, "append_images": rest}
    first.save(buffer, kind, **options)
    return buffer.getvalue()


def pdf_of(images: Sequence[Image.Image]) -> bytes:
    return as_file([image.convert("RGB") for image in images], "PDF", resolution=200)


def pdf_saying(text: str, *, rotation: int = 0) -> bytes:
    """A born-digital page of one line in Latin letters."""
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(595, 842))
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
    )
    page.Contents = file.make_stream(f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("latin-1"))
    page.Rotate = rotation
    return saved(file)


def pdf_without_pages() -> bytes:
    return saved(pikepdf.new())


def encrypted_pdf() -> bytes:
    file = pikepdf.new()
    file.add_blank_page()
    return saved(file, encryption=pikepdf.Encryption(user="secret", owner="secret"))


def saved(file: pikepdf.Pdf, **options: Any) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer, **options)
    return buffer.getvalue()


def ring(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """The image with a stamp over its first line."""
    stamped = image.convert("RGB")
    pixels = np.asarray(stamped).copy()
    ys, xs = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    distance = np.hypot(ys - 90, xs - 250)
    ink = (distance > 60) & (distance < 72) & (pixels.min(axis=2) > 128)
    pixels[ink] = colour
    return Image.fromarray(pixels)
