"""A page's pixels made ready for reading: colour ink, edge shadow and skew taken away, the way back to the paper kept."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from service.scans.raster import POINTS_PER_INCH, Pixels, Raster

SATURATED_FROM = 60
LEAST_COLOURED_SHARE = 1e-5
LEAST_COLOURED_SHARE_OF_WORDS = 2e-4
"""A name in colour covers as much of a page; so does a stamp."""
SPECK_PIXELS = 2
SPECKS_OF_A_DIRTY_PAGE = 4000
PAPER_THUMBNAIL_PIXELS = 300
DARKEST_PAPER, LIT_WELL_FROM = 50, 190
SHADED_PERCENT = 10
SKEW_SOUGHT_DEGREES = 5.0
SKEW_LEFT_ALONE_DEGREES = 0.15
SKEW_THUMBNAIL_PIXELS = 1000
STRAIGHTENED_BELOW_DEGREES = 20.0


@dataclass(frozen=True)
class Picture:
    """Grey pixels (0 ink, 255 paper) upright and level; `to_page` maps their (x, y) to points of the page as scanned.

    `coloured` is the red of seals alone, `penned` what is in another colour, of pens and of coloured print; None where there is
    hardly any.
    """

    grey: Pixels
    dpi: float
    to_page: NDArray[np.float64]
    coloured_share: float = 0.0
    turned_degrees: float = 0.0
    native_dpi: float | None = None
    skew_degrees: float = 0.0
    coloured: Pixels | None = None
    penned: Pixels | None = None

    @property
    def shape(self) -> tuple[int, int]:
        height, width = self.grey.shape
        return height, width

    def page_box(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A rectangle of pixels as the rectangle of page points around it."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1.0], [x1, y0, 1.0], [x0, y1, 1.0], [x1, y1, 1.0]]) @ self.to_page.T
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return float(left), float(top), float(right), float(bottom)

    def turned(self, quarter_turns: int) -> "Picture":
        return turn(self, quarter_turns)

    def levelled(self) -> "Picture":
        return level(self)

    @cached_property
    def from_page(self) -> NDArray[np.float64]:
        """The way from page points to pixels."""
        return np.asarray(cv2.invertAffineTransform(self.to_page), dtype=np.float64)

    def pixel_box(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1.0], [x1, y0, 1.0], [x0, y1, 1.0], [x1, y1, 1.0]]) @ self.from_page.T
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


def prepare(raster: Raster) -> Picture:
    """Raster → Picture, still as it lies on the glass: colours lifted, shadows cleared."""
    grey, share = lift_colours(raster.pixels)
    scale = POINTS_PER_INCH / raster.dpi
    to_page = np.array([[scale, 0.0, 0.0], [0.0, scale, 0.0]])
    return Picture(
        grey=clear_edges(evenly_lit(despeckled(grey))),
        dpi=raster.dpi,
        to_page=to_page,
        coloured_share=share,
        native_dpi=raster.native_dpi,
        coloured=red_alone(raster.pixels) if share >= LEAST_COLOURED_SHARE_OF_WORDS else None,
        penned=penned_alone(raster.pixels) if share > 0 else None,
    )


def turn(picture: Picture, quarter_turns: int) -> Picture:
    """The picture turned clockwise by quarter turns."""
    turns = quarter_turns % 4
    if turns == 0:
        return picture
    height, width = picture.shape
    grey: Pixels = np.ascontiguousarray(np.rot90(picture.grey, -turns))
    coloured, penned = (
        None if layer is None else np.ascontiguousarray(np.rot90(layer, -turns)) for layer in (picture.coloured, picture.penned)
    )
    back = {
        1: np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, height]]),
        2: np.array([[-1.0, 0.0, width], [0.0, -1.0, height]]),
        3: np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0]]),
    }[turns]
    to_page = _after(picture.to_page, back)
    return replace(picture, grey=grey, coloured=coloured, penned=penned, to_page=to_page, turned_degrees=90.0 * turns)


def level(picture: Picture) -> Picture:
    """The picture with its text lines made level."""
    skew = skew_of(picture.grey)
    if abs(skew) < SKEW_LEFT_ALONE_DEGREES:
        return picture
    height, width = picture.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)

    def rotated(pixels: Pixels) -> Pixels:
        return np.asarray(cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255), np.uint8)

    back = np.asarray(cv2.invertAffineTransform(matrix))
    return replace(
        picture,
        grey=rotated(picture.grey),
        coloured=None if picture.coloured is None else rotated(picture.coloured),
        penned=None if picture.penned is None else rotated(picture.penned),
        to_page=_after(picture.to_page, back),
        skew_degrees=skew,
    )


def _after(outer: NDArray[Any], inner: NDArray[Any]) -> NDArray[np.float64]:
    """The map that applies `inner` and then `outer`."""
    return np.asarray(outer @ np.vstack([inner, [0.0, 0.0, 1.0]]), dtype=np.float64)


def lift_colours(pixels: Pixels) -> tuple[Pixels, float]:
    """Grey in which coloured ink (stamps, pens) is as light as its lightest channel, and the share of coloured pixels.

    Black print under a red stamp is dark in every channel, the stamp is not: what stood under it can be read again.
    """
    if pixels.ndim == 2:
        return pixels, 0.0
    red, green, blue = cv2.split(pixels)
    lightest = cv2.max(cv2.max(red, green), blue)
    saturation = cv2.subtract(lightest, cv2.min(cv2.min(red, green), blue))
    _, coloured = cv2.threshold(saturation, SATURATED_FROM - 1, 1, cv2.THRESH_BINARY)
    share = cv2.countNonZero(coloured) / coloured.size
    grey: Pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    if share < LEAST_COLOURED_SHARE:
        return grey, 0.0
    near = cv2.dilate(coloured, np.ones((5, 5), np.uint8)).astype(bool)
    lifted = grey.copy()
    lifted[near] = _stretched(lightest[near])
    return lifted, share


def red_alone(pixels: Pixels) -> Pixels:
    """RGB → what is printed in red, dark on white: the seal, and the name that some offices stamp beside it; no blue pen."""
    red, green, blue = cv2.split(pixels)
    redness = cv2.subtract(red, cv2.max(green, blue))
    return np.asarray(255 - np.where(redness >= SATURATED_FROM // 2, redness, 0), np.uint8)


def penned_alone(pixels: Pixels) -> Pixels | None:
    """RGB → what is in a colour other than red, as dark as it is, on white; None where there are only a few such pixels."""
    red, green, blue = cv2.split(pixels)
    lightest, darkest = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    vivid = (cv2.subtract(lightest, darkest) >= SATURATED_FROM) & (cv2.subtract(red, cv2.max(green, blue)) == 0)
    if np.count_nonzero(vivid) < LEAST_COLOURED_SHARE * vivid.size:
        return None
    near = cv2.dilate(vivid.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    near &= cv2.subtract(red, cv2.max(green, blue)) < SATURATED_FROM // 2
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    return np.asarray(np.where(near, grey, 255), np.uint8)


def _stretched(values: Pixels) -> Pixels:
    """Lighten what is not clearly dark: stamp ink is 170-230 in its lightest channel, print under it below 120."""
    table = np.interp(np.arange(256), [0, 90, 150, 255], [0, 90, 250, 255]).astype(np.uint8)
    return np.asarray(table[values], np.uint8)


def despeckled(grey: Pixels) -> Pixels:
    """Grey without specks where a page is strewn with them; a clean page is left as it is, its dots are marks of letters."""
    clean = grey
    for size in (3, 5):
        if _specks(clean) < SPECKS_OF_A_DIRTY_PAGE:
            break
        clean = np.asarray(cv2.medianBlur(grey, size), np.uint8)
    return clean


def _specks(grey: Pixels) -> int:
    """How many there are; of a page that cannot have as many as a dirty one, no more than there may be."""
    dark: NDArray[Any] = cv2.threshold(grey, 139, 1, cv2.THRESH_BINARY_INV)[1]
    most = _pixels_of_small_spots(dark)
    if most < SPECKS_OF_A_DIRTY_PAGE:
        return most
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    return int((stats[:, cv2.CC_STAT_AREA] <= SPECK_PIXELS).sum())


def _pixels_of_small_spots(dark: NDArray[Any]) -> int:
    """Dark pixels with no more dark ones about them than a speck has; counted in a quarter of the time that specks are."""
    around = cv2.boxFilter(dark, cv2.CV_8U, (3, 3), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return cv2.countNonZero(cv2.bitwise_and(cv2.threshold(around, SPECK_PIXELS, 1, cv2.THRESH_BINARY_INV)[1], dark))


def evenly_lit(grey: Pixels) -> Pixels:
    """Grey with its paper made white where the light fell unevenly, as on photographs; an even page is left as it is.

    What is darker than any paper in the shade is the lid's shadow or a binding's, and stays dark.
    """
    height, width = grey.shape
    share = PAPER_THUMBNAIL_PIXELS / max(height, width)
    small = cv2.resize(grey, (max(1, round(width * share)), max(1, round(height * share))), interpolation=cv2.INTER_AREA)
    brightest = cv2.dilate(small, np.ones((9, 9), np.uint8))  # over the letters, which are thinner
    paper = cv2.GaussianBlur(cv2.erode(brightest, np.ones((9, 9), np.uint8)), (0, 0), 5)
    in_the_light = paper[paper >= DARKEST_PAPER]
    if in_the_light.size == 0 or np.percentile(in_the_light, SHADED_PERCENT) >= LIT_WELL_FROM:
        return grey
    light = cv2.resize(np.maximum(paper, DARKEST_PAPER), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, light, scale=250.0), np.uint8)


def clear_edges(grey: Pixels) -> Pixels:
    """Whiten the dark that hangs in from the page's edges: shadows of the lid, of the sheet's own edge, of a binding.

    A shadow touches the edge and is long or thick; print that runs to the edge is neither, and stays.
    """
    height, width = grey.shape
    scale = max(1, round(max(height, width) / 1200))
    small = cv2.resize(grey, (width // scale, height // scale), interpolation=cv2.INTER_AREA)
    dark: NDArray[Any] = (small < 140).astype(np.uint8)
    dark = cv2.copyMakeBorder(dark, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    high, wide = small.shape
    x, y, w, h, area = stats.T
    touches = (x <= 2) | (y <= 2) | (x + w >= wide) | (y + h >= high)
    is_long = ((h > high * 0.08) & (w < wide * 0.06)) | ((w > wide * 0.08) & (h < high * 0.05))
    is_thick = (area > 0.3 * w * h) & (w > wide * 0.03) & (h > high * 0.03)
    is_shadow = touches & (is_long | is_thick)
    is_shadow[0] = False
    if not is_shadow.any():
        return grey
    shadow = is_shadow[labels].astype(np.uint8)
    grown = cv2.dilate(shadow[1:-1, 1:-1], np.ones((5, 5), np.uint8))
    mask: NDArray[Any] = cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST).astype(bool)
    cleared = grey.copy()
    cleared[mask] = 255
    return cleared


def skew_of(grey: Pixels) -> float:
    """Degrees counter-clockwise that level the text lines: the angle whose row profile changes most sharply."""
    height, width = grey.shape
    share = SKEW_THUMBNAIL_PIXELS / max(height, width)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    ink = 255 - cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    if ink.mean() < 0.5:
        return 0.0
    half = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    coarse = _sharpest(half, np.arange(-SKEW_SOUGHT_DEGREES, SKEW_SOUGHT_DEGREES + 0.1, 0.5))
    return _sharpest(ink, np.arange(coarse - 0.5, coarse + 0.55, 0.1))


def _sharpest(ink: NDArray[Any], angles: NDArray[np.float64]) -> float:
    height, width = ink.shape
    best, best_angle = -1.0, 0.0
    for angle in sorted(angles, key=abs):
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
        rows = cv2.reduce(cv2.warpAffine(ink, matrix, (width, height)), 1, cv2.REDUCE_SUM, dtype=cv2.CV_64F)
        sharpness = float((np.diff(rows, axis=0) ** 2).sum())
        if sharpness > best * 1.001:
            best, best_angle = sharpness, float(angle)
    return best_angle
