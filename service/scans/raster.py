"""A page as pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Grey (height, width) or RGB (height, width, 3)."""

POINTS_PER_INCH = 72.0


@dataclass(frozen=True)
class Raster:
    """A page as pixels, drawn without annotations; `dpi` of these pixels, which is that of the scan where it has one."""

    pixels: Pixels
    dpi: float
    native_dpi: float | None = None
