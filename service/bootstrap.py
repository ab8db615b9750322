"""Settings → Toolbox: every stage is built here, once, and handed to the flow."""

import gc
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.gazetteer import Gazetteer
    from service.ocr import PageRecogniser
    from service.reading import Toolbox
    from service.restoration.restorer import LatticeRestorer


@cache
def build_recogniser(settings: Settings) -> "PageRecogniser":
    """The recognition processes alone: they start to work while the rest is still being loaded."""
    from service.ocr import PageRecogniser

    return PageRecogniser(settings)


OLD_MAP = date(2025, 6, 30)
"""The last day of the map of 63 provinces with districts; from the next day there are 34 without."""


@cache
def build_gazetteer() -> "Gazetteer":
    from service.gazetteer import Gazetteer

    return Gazetteer.load()


def lies_in(code: str, on: date | None) -> Iterable[tuple[str, str]]:
    """The units that hold the one that bears `code` on a day, itself among them: ("old" or "new", code on that map).

    On the map that is not its own, these are the units that hold all that it became or came from.
    """
    gazetteer = build_gazetteer()
    place = gazetteer.unit(code, on or OLD_MAP) or next(iter(gazetteer.versions(code)), None)
    if place is None:
        return
    for name, day, become in (
        ("old", OLD_MAP, gazetteer.predecessors_of if place.valid_from > OLD_MAP else gazetteer.successors_of),
        ("new", date.today(), gazetteer.successors_of),
    ):
        is_there = place.valid_from <= day and (place.valid_to is None or day < place.valid_to)
        parts = (place,) if is_there else become(place, day)
        holders = [{unit.code for unit in gazetteer.lineage(part, day)} for part in parts]
        if holders:
            yield from ((name, held_by) for held_by in sorted(set.intersection(*holders)))
        elif place.parent_code:  # what became of it is not known: whatever holds the unit above holds it too
            yield from (held for held in lies_in(place.parent_code, on) if held[0] == name)


@cache
def build_restorer() -> "LatticeRestorer":
    from service.restoration import load_restorer

    return load_restorer(names=build_gazetteer().names())


@cache
def build_toolbox(settings: Settings) -> "Toolbox":
    """All stages with the data that ships in the package."""
    from extractors.pipeline import RecordExtractor
    from service.gazetteer import GazetteerPlaceFinder
    from service.outline import DocumentOutliner
    from service.reading import Toolbox

    gazetteer = build_gazetteer()
    return Toolbox(
        recogniser=build_recogniser(settings),
        restorer=build_restorer(),
        outliner=DocumentOutliner(),
        place_finder=GazetteerPlaceFinder(gazetteer),
        extractor=RecordExtractor(),
    )


FEW_LINES = """ỦY BAN NHÂN DÂN TỈNH | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 01/KH-UBND | Bắc Giang, ngày 15 tháng 01 năm 2024
KẾ HOẠCH
Xây dựng nông thôn mới năm 2024
Căn cứ Luật Lưu trữ ngày 11 tháng 11 năm 2011; Quyết định số 01/QĐ-TTg ngày 05/01/2024 của Thủ tướng Chính phủ;
1. Đến hết năm 2024 tại huyện Lục Nam tỷ lệ hộ nghèo giàm còn dưới 1,5 %, trên 90% xã đạt chuân nông thôn mới.
2. Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính thưc hiện, báo cáo trước ngày 20/12/2024.
"""
"""Something for every stage to do."""


def build_warm_toolbox(settings: Settings) -> "Toolbox":
    """The toolbox after its first reading, a short one: what stages load when they are first used is there.

    All of it stays until the process ends, so that the garbage collector need not look at it, now or at the end.
    """
    from service.reading import read
    from service.scans import open_scan

    gc.disable()
    try:
        toolbox = build_toolbox(settings)
        read(open_scan(FEW_LINES.encode(), "few.txt", settings), toolbox)
        gc.freeze()
    finally:
        gc.enable()
    return toolbox
