"""Administrative units by name, and those that records are for as a tree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from models.place import Place
from service.gazetteer import Gazetteer


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


LAST_DAY_OF = {"old": date(2025, 6, 30), "new": date.max}
"""The map of 63 provinces ended, and some of its codes went to other units."""


def unit(code: str, on: date | None) -> Place | None:
    """The unit that carried a code on a day, or the last one before it; the present one where no day is known."""
    versions = gazetteer().versions(code)
    begun = [place for place in versions if place.valid_from <= (on or date.max)]
    return max(begun or versions, key=lambda place: place.valid_from, default=None)


def name_of(code: str | None, on: date | None) -> str:
    """ "24" → "tỉnh Bắc Giang" in 2022, "tỉnh Bắc Ninh" today; the code itself where no unit has it."""
    place = unit(code, on) if code else None
    return f"{place.type} {place.name}" if place else code or ""


@dataclass(frozen=True)
class Branch:
    code: str
    name: str
    level: int
    count: int


def tree(counted: Sequence[tuple[str, int]], *, which: str) -> list[Branch]:
    """Units with the number of their records, each under the unit above it where that one is counted as well.

    `which` is "old" for the map to 30 June 2025, "new" for today's, on which there are no districts.
    """
    counts, on = dict(counted), LAST_DAY_OF[which]
    units = {code: unit(code, on) for code in counts}
    below: dict[str | None, list[str]] = {}
    for code, place in units.items():
        above = place.parent_code if place is not None else None
        if above not in counts and place is not None and place.province_code != code and place.province_code in counts:
            above = place.province_code
        below.setdefault(above if above in counts else None, []).append(code)
    found: list[Branch] = []

    def walk(above: str | None, level: int) -> None:
        for code in sorted(below.get(above, []), key=lambda one: (-counts[one], one)):
            found.append(Branch(code, name_of(code, on), level, counts[code]))
            walk(code, level + 1)

    walk(None, 0)
    return found
