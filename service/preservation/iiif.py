"""A document → IIIF Presentation 3 manifest, with its records as W3C Web Annotations on the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.page import Page
from service.preservation.facts import Entry, Facts
from service.preservation.metadata import archive_fields

DPI = 150
LABELS = {
    "target": "Chỉ tiêu",
    "deadline": "Thời hạn",
    "assignment": "Phân công",
    "decision": "Quyết định",
    "citation": "Viện dẫn",
    "place": "Địa danh",
}


def write_manifest(facts: Facts, pages: Sequence[Page], *, base: str, image_service: str) -> dict[str, Any]:
    """`base` is the document's address in the API, where page images and annotations are; `image_service` that of its pages as
    IIIF images, but for "-" and the page's number."""
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{base}/iiif/manifest.json",
        "type": "Manifest",
        "label": {"vi": [facts.title]},
        "metadata": [
            {"label": {"none": [name]}, "value": {"none": [str(value)]}}
            for name, value in archive_fields(facts).items()
            if value is not None
        ],
        "homepage": [{"id": facts.url, "type": "Text", "label": {"vi": ["Văn bản"]}, "format": "text/html"}],
        "items": [_canvas(page, base, image_service) for page in pages],
    }


def _canvas(page: Page, base: str, image_service: str) -> dict[str, Any]:
    canvas = f"{base}/iiif/canvas/{page.number}"
    size = {"width": _pixels(page.width_points), "height": _pixels(page.height_points)}
    picture = f"{base}/pages/{page.number}/image?dpi={DPI}"
    service = {"id": f"{image_service}-{page.number}", "type": "ImageService3", "profile": "level2"}
    painting = {
        "id": f"{canvas}/painting",
        "type": "Annotation",
        "motivation": "painting",
        "target": canvas,
        "body": {"id": picture, "type": "Image", "format": "image/jpeg", **size, "service": [service]},
    }
    return {
        "id": canvas,
        "type": "Canvas",
        "label": {"vi": [f"Trang {page.number}"]},
        **size,
        "items": [{"id": f"{canvas}/page", "type": "AnnotationPage", "items": [painting]}],
        "annotations": [{"id": f"{base}/iiif/annotations/{page.number}.json", "type": "AnnotationPage"}],
    }


def write_annotations(entries: Sequence[Entry], number: int, *, base: str) -> dict[str, Any]:
    """The records of one page: an annotation a line that a record was read from, its words and values in the body."""
    items = []
    for entry in entries:
        for index, box in enumerate(entry.data.get("boxes", ())):
            if box[0] == number:
                items.append(_annotation(entry, index, box, base))
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{base}/iiif/annotations/{number}.json",
        "type": "AnnotationPage",
        "items": items,
    }


def _annotation(entry: Entry, index: int, box: Sequence[float], base: str) -> dict[str, Any]:
    page, x0, top, x1, bottom = box
    region = f"{_pixels(x0)},{_pixels(top)},{max(1, _pixels(x1 - x0))},{max(1, _pixels(bottom - top))}"
    return {
        "id": f"{base}/iiif/annotation/{entry.data['id']}/{index}",
        "type": "Annotation",
        "motivation": "tagging" if entry.kind == "place" else "describing",
        "body": {"type": "TextualBody", "language": "vi", "format": "text/plain", "value": _said(entry.kind, entry.data)},
        "target": f"{base}/iiif/canvas/{page}#xywh={region}",
    }


def _said(kind: str, data: Mapping[str, Any]) -> str:
    """ "Thời hạn: trước ngày 30/9/2023 → 2023-09-29" """
    if kind == "target":
        upper = f"–{data['upper']}" if data.get("upper") is not None else ""
        said = f"{data['indicator']}: {data['value']}{upper} {data['unit']}"
    elif kind == "deadline":
        said = f"{data['written']} → {data['latest'] or data['every'] or '?'}"
    elif kind == "assignment":
        said = f"{data['body']}: {data['task']}"
    elif kind == "decision":
        said = data["matter"]
    else:
        fields = ("kind", "number", "about") if kind == "citation" else ("type", "name", "code")
        said = " ".join(str(data[field]) for field in fields if data.get(field))
    return f"{LABELS[kind]}: {said}"


def _pixels(points: float) -> int:
    return round(points * DPI / 72)
