"""Page images as JPEG: a whole page so many pixels wide, or a piece of it."""

import hashlib
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from PIL import Image

from service.errors import InvalidInput, NotFound
from service.store import documents, overview
from service.web import seam
from service.web.seam import needs

DOTS_PER_INCH = (90, 150, 200, 300)
"""The sizes in which a page is kept; the smallest that is fine enough is served."""
CROP_DPI = 150
POINTS_PER_INCH = 72


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/documents/<document_id>/pages/<int:number>.jpg", "page_image", page_image)
    web.add_url_rule("/documents/<document_id>/pages/<int:number>/crop.jpg", "page_crop", page_crop)


@needs("reader")
def page_image(document_id: str, number: int) -> ResponseReturnValue:
    """`?width=` pixels, up to what 300 dots per inch make."""
    width_points = _width_points(document_id, number)
    width = min(max(request.args.get("width", 1400, type=int), 100), 4000)
    fine_enough = (dpi for dpi in DOTS_PER_INCH if dpi / POINTS_PER_INCH * width_points >= width * 0.98)
    return _answer(_drawn(document_id, number, next(fine_enough, DOTS_PER_INCH[-1])).read_bytes())


@needs("reader")
def page_crop(document_id: str, number: int) -> ResponseReturnValue:
    """`?box=x0,top,x1,bottom` in points."""
    try:
        x0, top, x1, bottom = (float(side) for side in request.args.get("box", "").split(","))
    except ValueError as error:
        raise InvalidInput("box: x0,top,x1,bottom in points") from error
    width_points = _width_points(document_id, number)
    with Image.open(_drawn(document_id, number, CROP_DPI)) as page:
        scale = page.width / width_points  # a coarse scan is kept as it is
        cut = (max(0, x0 * scale), max(0, top * scale), min(page.width, x1 * scale), min(page.height, bottom * scale))
        if cut[2] - cut[0] < 1 or cut[3] - cut[1] < 1:
            raise InvalidInput("box: nothing of the page lies in it")
        content = BytesIO()
        page.crop(tuple(round(side) for side in cut)).save(content, "JPEG", quality=82)  # type: ignore[arg-type]
    return _answer(content.getvalue())


def _width_points(document_id: str, number: int) -> float:
    with seam.store().reading() as session:
        document = documents.find(session, document_id)
        sizes = {size.number: size for size in overview.page_sizes(session, document)}
    if number not in sizes:
        raise NotFound(f"{document_id} page {number}")
    return sizes[number].width_points


def _drawn(document_id: str, number: int, dpi: int) -> Path:
    """The file with a page's picture, drawn when it is first asked for; NotFound for plain text, which has none."""
    context = current_app.extensions["vanthu"]
    directory = context.settings.data_directory.absolute() / "cache" / "pages" / document_id[:2] / document_id
    kept: Path = directory / f"{number}-{dpi}.jpg"
    if not kept.exists():
        with seam.store().reading() as session:
            document = documents.find(session, document_id)
        if document.media_type.startswith("text/"):
            raise NotFound("a plain text has no picture")
        scan = context.open_scan(context.store.originals.get(document.id), document.filename, context.settings)
        raster = scan.open_page(number).raster
        _keep(Image.fromarray(raster.pixels), raster.dpi, directory, number)
    return kept


def _keep(picture: Image.Image, dpi_drawn: float, directory: Path, number: int) -> None:
    """Write a page in all sizes at once, for opening and drawing it takes longer than writing it."""
    directory.mkdir(parents=True, exist_ok=True)
    for dpi in DOTS_PER_INCH:
        share = dpi / dpi_drawn
        size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
        way = Image.Resampling.BOX if share < 0.7 else Image.Resampling.LANCZOS
        scaled = picture if share >= 1 else picture.resize(size, way)
        with NamedTemporaryFile(dir=directory, prefix=".new-", delete=False) as file:
            scaled.save(file, "JPEG", quality=80)
        Path(file.name).replace(directory / f"{number}-{dpi}.jpg")


def _answer(image: bytes) -> Response:
    """The bytes of a scan never change, so the browser may keep what was drawn of them."""
    answer = Response(image, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=604800"
    answer.set_etag(hashlib.sha256(image).hexdigest()[:24])
    answer.make_conditional(request)
    return answer
