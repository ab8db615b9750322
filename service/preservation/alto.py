"""A page → ALTO 4: restored words with boxes and confidence; what the engine read stands beside as an alternative."""

from service import __version__
from service.preservation import xml
from service.preservation.words import PlacedPage

UNITS_PER_POINT = 1200 / 72
"""ALTO's finest fixed unit is 1/1200 inch."""


def write_alto(placed: PlacedPage, *, filename: str) -> bytes:
    page = placed.page
    top = xml.root("alto:alto", {"SCHEMAVERSION": "4.3"}, default="alto", prefixes=("xsi",))
    described = xml.add(top, "alto:Description")
    xml.add(described, "alto:MeasurementUnit", "inch1200")
    xml.add(xml.add(described, "alto:sourceImageInformation"), "alto:fileName", filename)
    processing = xml.add(described, "alto:Processing", attributes={"ID": "reading"})
    xml.add(processing, "alto:processingStepDescription", f"source: {page.source}; {page.source_reason}")
    software = xml.add(processing, "alto:processingSoftware")
    xml.add(software, "alto:softwareName", "vanthu")
    xml.add(software, "alto:softwareVersion", __version__)
    layout = xml.add(top, "alto:Layout")
    size = {"WIDTH": _units(page.width_points), "HEIGHT": _units(page.height_points)}
    number = page.number
    sheet = xml.add(layout, "alto:Page", attributes={"ID": f"page{number}", "PHYSICAL_IMG_NR": number, **size})
    space = xml.add(sheet, "alto:PrintSpace", attributes={"HPOS": 0, "VPOS": 0, **size})
    if not placed.lines:
        return xml.write(top)
    block = xml.add(space, "alto:TextBlock", attributes={"ID": f"block{number}", "LANG": "vi", **_hull_of(placed)})
    for at, line in enumerate(placed.lines, 1):
        x0, y0 = min(w.box.x0 for w in line), min(w.box.top for w in line)
        x1, y1 = max(w.box.x1 for w in line), max(w.box.bottom for w in line)
        written = xml.add(block, "alto:TextLine", attributes={"ID": f"line{number}.{at}", **_box(x0, y0, x1, y1)})
        for index, word in enumerate(line, 1):
            if index > 1:
                xml.add(written, "alto:SP")
            box = _box(word.box.x0, word.box.top, word.box.x1, word.box.bottom)
            says = {"ID": f"word{number}.{at}.{index}", "CONTENT": word.text, "WC": f"{word.confidence:.3f}", **box}
            string = xml.add(written, "alto:String", attributes=says)
            if word.read != word.text and word.read.strip():
                xml.add(string, "alto:ALTERNATIVE", word.read, {"PURPOSE": "as recognised"})
    return xml.write(top)


def _units(points: float) -> int:
    return round(points * UNITS_PER_POINT)


def _box(x0: float, top: float, x1: float, bottom: float) -> dict[str, int]:
    return {"HPOS": _units(x0), "VPOS": _units(top), "WIDTH": _units(x1 - x0), "HEIGHT": _units(bottom - top)}


def _hull_of(placed: PlacedPage) -> dict[str, int]:
    boxes = [word.box for line in placed.lines for word in line]
    return _box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))
