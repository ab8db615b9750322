"""TIFF, PNG, JPEG and JPEG 2000 files: one page a frame."""

import io
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from service.errors import DamagedScan, PageLimit, PixelLimit
from service.scans.page import ScanPage
from service.scans.raster import POINTS_PER_INCH, Pixels, Raster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.settings import Settings

A4_INCHES = (8.27, 11.69)
CREDIBLE_DPI = (100.0, 1300.0)
FINEST_DPI = 300.0
MEGA = 1_000_000
Image.MAX_IMAGE_PIXELS = None  # the limit of the settings holds; Pillow's own warns only


@dataclass(frozen=True)
class ImageScan:
    """An image file; pages are its frames."""

    content: bytes
    filename: str
    sha256: str
    page_count: int
    max_megapixels: float
    source: str = "image"

    def open_page(self, number: int) -> ScanPage:
        """DamagedScan where the frame cannot be decoded, PixelLimit where it is too large."""
        with _frame(self.content, number) as frame:
            if frame.width * frame.height > self.max_megapixels * MEGA:
                raise PixelLimit(f"{frame.width} x {frame.height}")
            turned = frame.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            width, height = (frame.height, frame.width) if turned else frame.size
            dpi = _dpi(frame, width, height)
        return ScanPage(
            number=number,
            width_points=width / dpi * POINTS_PER_INCH,
            height_points=height / dpi * POINTS_PER_INCH,
            draw=partial(_draw, self.content, number, dpi),
        )


def open_images(content: bytes, filename: str, sha256: str, settings: "Settings") -> ImageScan:
    """Count the frames and hold each against the pixel limit before any is decoded."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            count = getattr(image, "n_frames", 1)
            if count > settings.max_pages:
                raise PageLimit(f"{count} > {settings.max_pages}")
            if count == 1:
                _check(image, settings)
                image.verify()
                return ImageScan(content, filename, sha256, page_count=1, max_megapixels=settings.max_page_megapixels)
            for frame in ImageSequence.Iterator(image):
                _check(frame, settings)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise DamagedScan(f"{filename}: {error}") from error
    return ImageScan(content, filename, sha256, page_count=count, max_megapixels=settings.max_page_megapixels)


def _check(frame: Image.Image, settings: "Settings") -> None:
    if frame.width * frame.height > settings.max_page_megapixels * MEGA:
        raise PixelLimit(f"{frame.width} x {frame.height}")


@contextmanager
def _frame(content: bytes, number: int) -> "Iterator[Image.Image]":
    with Image.open(io.BytesIO(content)) as image:
        if number > 1:
            image.seek(number - 1)
        yield image


def _dpi(frame: Image.Image, width: int, height: int) -> float:
    """What the file says, where that is credible; else as though the picture were a sheet of A4."""
    said = frame.info.get("dpi", (0, 0))[0]
    low, high = CREDIBLE_DPI
    if low <= float(said) < high:
        return float(said)
    short, long = A4_INCHES
    return max(min(width, height) / short, max(width, height) / long)


def _draw(content: bytes, number: int, dpi: float) -> Raster:
    try:
        with _frame(content, number) as frame:
            upright = ImageOps.exif_transpose(frame)
            flat = _flattened(upright)
    except (OSError, ValueError, SyntaxError) as error:
        raise DamagedScan(f"page {number}: {error}") from error
    native = dpi
    if dpi > FINEST_DPI * 1.2:
        share = FINEST_DPI / dpi
        flat = flat.resize((max(1, round(flat.width * share)), max(1, round(flat.height * share))), Image.Resampling.BOX)
        dpi = FINEST_DPI
    pixels: Pixels = np.asarray(flat)
    return Raster(pixels=pixels, dpi=dpi, native_dpi=native)


def _flattened(image: Image.Image) -> Image.Image:
    """Grey or RGB on white paper, whatever the mode was."""
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode in ("I;16", "I;16B", "I", "F"):
        deep = np.asarray(image, dtype=np.float64)
        return Image.fromarray((deep * (255.0 / max(1.0, float(deep.max())))).astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        rgba = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
    return image.convert("RGB")
