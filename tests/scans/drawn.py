"""Tiny files of every kind, drawn in memory."""

import io
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFont, ImageOps

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


def pdf_around(image: Image.Image, codec: str) -> bytes:
    """A page whose picture is packed as scanners pack it: "jpx", "ccitt" or "jbig2" (in its MMR form, which is CCITT again)."""
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(image.width / 2, image.height / 2))
    common = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width, Height=image.height
    )  # fmt: skip
    if codec == "jpx":
        picture = file.make_stream(as_file([image], "JPEG2000"), {**common, "/Filter": pikepdf.Name.JPXDecode})
    else:
        grey = {**common, "/ColorSpace": pikepdf.Name.DeviceGray, "/BitsPerComponent": 1}
        packed = _group4(image)
        if codec == "ccitt":
            how = pikepdf.Dictionary(K=-1, Columns=image.width, Rows=image.height)
            picture = file.make_stream(packed, {**grey, "/Filter": pikepdf.Name.CCITTFaxDecode, "/DecodeParms": how})
        else:
            picture = file.make_stream(_jbig2(image.size, packed), {**grey, "/Filter": pikepdf.Name.JBIG2Decode})
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
    page.Contents = file.make_stream(f"{image.width / 2} 0 0 {image.height / 2} 0 0 cm /Im0 Do".encode())
    return saved(file)


def _group4(image: Image.Image) -> bytes:
    """The one strip of a CCITT group 4 TIFF; Pillow codes black as white."""
    tiff = as_file([ImageOps.invert(image).convert("1")], "TIFF", compression="group4", tiffinfo={278: image.height})
    with Image.open(io.BytesIO(tiff)) as read:
        start, length = read.tag_v2[273][0], read.tag_v2[279][0]
    return tiff[start : start + length]


def _jbig2(size: tuple[int, int], packed: bytes) -> bytes:
    """Two segments (ISO/IEC 14492, 7.2): the page, and one generic region coded with MMR that fills it."""
    page = struct.pack(">IIIIBH", *size, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", *size, 0, 0, 0, 1) + packed
    return b"".join(
        struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data for number, kind, data in ((0, 48, page), (1, 38, region))
    )


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
