"""One page of a scan: what it is on paper, the text it came with, and its picture."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

from models.page import Page
from models.problem import Problem
from service.scans.layer import LayerWord, covers_ink
from service.scans.raster import POINTS_PER_INCH, Raster

if TYPE_CHECKING:
    from service.scans.picture import Picture


@dataclass(frozen=True)
class ScanPage:
    """A page that was opened. `ready` is its Page where nothing needs to be recognised (plain text, a good text layer).

    `layer` holds the words of a text layer, `layer_is_good` says whether they are believed; `is_picture` says that a scanned
    picture is the page, `drawn_rules` how many lines are drawn on it beside a picture.
    `raster` is drawn when it is first asked for. `reason` says why a text layer was used or not. `asides` is text that is
    on the page as annotations, such as who signed and when.
    """

    number: int
    width_points: float
    height_points: float
    draw: Callable[[], Raster] = field(repr=False)
    ready: Page | None = None
    layer: tuple[LayerWord, ...] = ()
    layer_is_good: bool = False
    is_picture: bool = True
    drawn_rules: int = 0
    reason: str = ""
    asides: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @cached_property
    def raster(self) -> Raster:
        return self.draw()

    @cached_property
    def layer_is_whole(self) -> bool:
        """Whether `layer` says all that is on the page; on a page that is no scanned picture it does."""
        if not self.layer_is_good or not self.is_picture:
            return self.layer_is_good
        return covers_ink(self.layer, self.picture.grey, pixels_a_point=self.raster.dpi / POINTS_PER_INCH)

    @cached_property
    def fingerprint(self) -> str:
        """The same for pages of the same pixels at the same size, and for no others."""
        pixels = self.raster.pixels
        digest = hashlib.sha256(f"{pixels.shape} {self.width_points:.1f} {self.height_points:.1f}".encode())
        digest.update(np.ascontiguousarray(pixels).data)
        return digest.hexdigest()

    @cached_property
    def picture(self) -> "Picture":
        """The raster with colours lifted and shadows cleared, as it lies on the glass."""
        from service.scans.picture import prepare  # brings OpenCV, which whoever only opens a file does not need

        return prepare(self.raster)


class Scan(Protocol):
    """A file that was opened. It can be pickled: it carries its bytes and opens its pages where it is."""

    @property
    def filename(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def page_count(self) -> int: ...
    def open_page(self, number: int) -> ScanPage: ...
