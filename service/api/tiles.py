"""The pages as a IIIF Image API 3 service at /api/v1/iiif/<document>-<page>: any piece, any size, so that viewers can zoom."""

import io
import re
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, redirect, request
from PIL import Image

from service.api.access import needs
from service.api.context import here
from service.api.interchange import open_to_viewers, sends
from service.errors import BadRequest, NotFound
from service.store import documents

blueprint = APIBlueprint("tiles", __name__, tag="interchange")
blueprint.after_request(open_to_viewers)

DPI = 300
TILE = 512
NAME = re.compile(r"([0-9a-f]{64})-(\d{1,6})")
NUMBER = r"(\d+(?:\.\d+)?)"
REGION = re.compile(rf"(pct:)?{NUMBER},{NUMBER},{NUMBER},{NUMBER}")
SIZE = re.compile(r"(!?)(\d*),(\d*)|pct:(\d+(?:\.\d+)?)")
FORMATS = {"jpg": ("JPEG", "image/jpeg"), "png": ("PNG", "image/png")}
QUALITIES = {"default": None, "color": None, "gray": "L", "bitonal": "1"}
TURNS = {
    "0": None,
    "90": Image.Transpose.ROTATE_270,
    "180": Image.Transpose.ROTATE_180,
    "270": Image.Transpose.ROTATE_90,
}
KEPT = "private, max-age=604800"


@blueprint.get("/iiif/<name>")
@needs("reader")
@blueprint.doc(hide=True)
def base(name: str) -> Any:
    return redirect(f"{request.base_url}/info.json", 303)


@blueprint.get("/iiif/<name>/info.json")
@needs("reader")
@blueprint.doc(responses=sends("application/json", is_text=False))
def info(name: str) -> Response:
    """What the service can do with this page, and how large it is in pixels."""
    width, height = _page(name).size
    factors = [1, 2, 4, 8]
    response = jsonify(
        {
            "@context": "http://iiif.io/api/image/3/context.json",
            "id": request.base_url.removesuffix("/info.json"),
            "type": "ImageService3",
            "protocol": "http://iiif.io/api/image",
            "profile": "level2",
            "width": width,
            "height": height,
            "sizes": [{"width": round(width / share), "height": round(height / share)} for share in reversed(factors)],
            "tiles": [{"width": TILE, "scaleFactors": factors}],
            "extraFormats": ["png"],
            "extraQualities": ["gray", "bitonal"],
        }
    )
    if "ld+json" in request.headers.get("Accept", ""):
        response.mimetype = "application/ld+json"
    return response


@blueprint.get("/iiif/<name>/<region>/<size>/<rotation>/<quality>.<form>")
@needs("reader")
@blueprint.doc(responses=sends("image/jpeg", is_text=False))
def piece(*, name: str, region: str, size: str, rotation: str, quality: str, form: str) -> Response:
    """A piece of the page, scaled and turned: `full/max/0/default.jpg`, `0,0,512,512/256,/0/gray.png`."""
    if rotation not in TURNS or quality not in QUALITIES or form not in FORMATS:
        raise BadRequest(f"rotation: {', '.join(TURNS)}; quality: {', '.join(QUALITIES)}; format: {', '.join(FORMATS)}")
    page = _page(name)
    box = _box(region, page.width, page.height)
    asked = _size(size, box[2] - box[0], box[3] - box[1])
    picture = page.resize(asked, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
    if (turn := TURNS[rotation]) is not None:
        picture = picture.transpose(turn)
    if (mode := QUALITIES[quality]) is not None:
        picture = picture.convert(mode)
    output = io.BytesIO()
    picture.save(output, FORMATS[form][0])
    response = Response(output.getvalue(), content_type=FORMATS[form][1])
    response.headers["Cache-Control"] = KEPT
    return response


def _page(name: str) -> Image.Image:
    found = NAME.fullmatch(name)
    if found is None:
        raise NotFound(name)
    with here().store.reading() as session:
        row = documents.find(session, found[1])
    return Image.open(io.BytesIO(here().images.page(row, int(found[2]), DPI)))


def _box(region: str, width: int, height: int) -> tuple[int, int, int, int]:
    """The region in whole pixels, what lies beyond the page cut off."""
    if region == "full":
        return 0, 0, width, height
    if region == "square":
        side = min(width, height)
        return (width - side) // 2, (height - side) // 2, (width + side) // 2, (height + side) // 2
    found = REGION.fullmatch(region)
    if found is None:
        raise BadRequest("region: full, square, x,y,w,h or pct:x,y,w,h")
    x, y, w, h = (float(found[group]) for group in range(2, 6))
    if found[1]:
        x, y, w, h = x * width / 100, y * height / 100, w * width / 100, h * height / 100
    left, top, right, bottom = round(x), round(y), min(width, round(x + w)), min(height, round(y + h))
    if left >= right or top >= bottom:
        raise BadRequest("region: nothing of the page lies in it")
    return left, top, right, bottom


def _size(size: str, width: int, height: int) -> tuple[int, int]:
    """How large the piece becomes; never larger than it is."""
    if size == "max":
        return width, height
    found = SIZE.fullmatch(size)
    if found is None or size in (",", "!,"):
        raise BadRequest("size: max, w, or ,h or w,h or !w,h or pct:n")
    within, across, down, percent = found.groups()
    if percent:
        wide, high = width * float(percent) / 100, height * float(percent) / 100
    elif within:
        if not across or not down:
            raise BadRequest("size: !w,h")
        share = min(int(across) / width, int(down) / height, 1.0)
        wide, high = width * share, height * share
    else:
        wide = int(across) if across else width * int(down) / height
        high = int(down) if down else height * int(across) / width
    asked = max(1, round(wide)), max(1, round(high))
    if asked[0] > width or asked[1] > height or wide <= 0 or high <= 0:
        raise BadRequest("size: no piece is made larger than it was scanned")
    return asked
