"""Page images as JPEG: a whole page so many pixels wide, or a piece of it."""

import hashlib
from collections.abc import Sequence
from io import BytesIO

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue
from PIL import Image, ImageChops

from service.errors import InvalidInput, NotFound
from service.store import documents
from service.web import seam
from service.web.seam import needs

DOTS_PER_INCH = (75, 150, 300)
"""The sizes that the pages ask for."""
CROP_DPI = 150
POINTS_PER_INCH = 72
YELLOW = (255, 221, 118)


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/documents/<document_id>/pages/<int:number>.jpg", "page_image", page_image)
    web.add_url_rule("/documents/<document_id>/pages/<int:number>/crop.jpg", "page_crop", page_crop)


@needs("reader")
def page_image(document_id: str, number: int) -> ResponseReturnValue:
    """`?dpi=` one of DOTS_PER_INCH; the image is that many pixels for every inch of the page, whatever the scan has."""
    dpi = request.args.get("dpi", 150, type=int)
    if dpi not in DOTS_PER_INCH:
        raise InvalidInput(f"dpi: one of {', '.join(map(str, DOTS_PER_INCH))}")
    return _answer(_drawn(document_id, number, dpi))


@needs("reader")
def page_crop(document_id: str, number: int) -> ResponseReturnValue:
    """`?box=x0,top,x1,bottom` in points; what lies in a `mark`, of the same form, is shown on yellow."""
    x0, top, x1, bottom = _sides(request.args.get("box", ""))
    marks = [_sides(mark) for mark in request.args.getlist("mark")[:20]]
    scale = CROP_DPI / POINTS_PER_INCH
    with Image.open(BytesIO(_drawn(document_id, number, CROP_DPI))) as page:
        cut = (max(0, x0 * scale), max(0, top * scale), min(page.width, x1 * scale), min(page.height, bottom * scale))
        if cut[2] - cut[0] < 1 or cut[3] - cut[1] < 1:
            raise InvalidInput("box: nothing of the page lies in it")
        content = BytesIO()
        marked = _marked(page, [tuple(side * scale for side in mark) for mark in marks]) if marks else page
        marked.crop((round(cut[0]), round(cut[1]), round(cut[2]), round(cut[3]))).save(content, "JPEG", quality=82)
    return _answer(content.getvalue())


def _sides(written: str) -> tuple[float, float, float, float]:
    try:
        x0, top, x1, bottom = (float(side) for side in written.split(","))
    except ValueError as error:
        raise InvalidInput("box: x0,top,x1,bottom in points") from error
    return x0, top, x1, bottom


def _marked(page: Image.Image, boxes: Sequence[tuple[float, ...]]) -> Image.Image:
    """The page with yellow under its ink in these boxes, in pixels."""
    veil = Image.new("RGB", page.size, "white")
    for x0, top, x1, bottom in boxes:
        veil.paste(YELLOW, (round(x0) - 2, round(top) - 1, round(x1) + 2, round(bottom) + 1))
    return ImageChops.multiply(page.convert("RGB"), veil)


def _drawn(document_id: str, number: int, dpi: int) -> bytes:
    """A page's picture as the application keeps it; NotFound for plain text, which has none."""
    with seam.store().reading() as session:
        document = documents.find(session, document_id)
    if document.media_type.startswith("text/"):
        raise NotFound("a plain text has no picture")
    picture: bytes = current_app.extensions["vanthu"].images.page(document, number, dpi)
    return picture


def _answer(image: bytes) -> Response:
    """The bytes of a scan never change, so the browser may keep what was drawn of them."""
    answer = Response(image, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=604800"
    answer.set_etag(hashlib.sha256(image).hexdigest()[:24])
    answer.make_conditional(request)
    return answer
