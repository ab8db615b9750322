"""Page images: drawn once from the original, then kept beside it as JPEG."""

import os
import tempfile
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from PIL import Image

from service.api.context import Context
from service.errors import NotFound
from service.store.tables import DocumentRow


@runtime_checkable
class Drawable(Protocol):
    """A scan whose pages can be drawn: `open_page(n).raster` has `pixels` (grey or RGB) and their `dpi`."""

    def open_page(self, number: int) -> Any: ...


def page_image(context: Context, document: DocumentRow, number: int, dpi: int) -> Path:
    """The file with the picture of a page. NotFound for plain text, which has none."""
    directory = context.settings.data_directory.absolute() / "cache" / "pages" / document.id[:2] / document.id
    path = directory / f"{number}-{dpi}.jpg"
    if path.exists():
        return path
    content = context.store.originals.get(document.id)
    scan = context.open_scan(content, document.filename, context.settings)
    if not isinstance(scan, Drawable) or scan.source in ("text", "plain_text"):
        raise NotFound("a plain text has no picture")
    raster = scan.open_page(number).raster
    picture = Image.fromarray(raster.pixels)
    share = dpi / raster.dpi
    if share < 1:
        size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    directory.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=directory, prefix=".new-")
    with os.fdopen(descriptor, "wb") as file:
        picture.save(file, "JPEG", quality=80)
    Path(name).replace(path)
    return path
