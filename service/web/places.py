"""Administrative units by name, and those that records are for as a tree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from models.place import Place
from service.gazetteer import Gazetteer


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def newest(code: str) -> Place | None:
    """The last unit that carried a code."""
    versions = gazetteer().versions(code)
    return max(versions, key=lambda place: place.valid_from, default=None)


def name_of(code: str | None) -> str:
    """ "24" → "tỉnh Bắc Ninh"; the code itself where no unit has it."""
    place = newest(code) if code else None
    return f"{place.type} {place.name}" if place else code or ""


def names(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: name_of(code) for code in codes}


@dataclass(frozen=True)
class Branch:
    code: str
    name: str
    level: int
    count: int


def tree(counted: Sequence[tuple[str, int]], *, which: str) -> list[Branch]:
    """Units with the number of their records, each under the unit above it where that one is counted as well.

    `which` is "then" for the map of the document's day, "now" for today's, on which there are no districts.
    """
    counts = dict(counted)
    units = {code: newest(code) for code in counts}
    below: dict[str | None, list[str]] = {}
    for code, place in units.items():
        above = place.parent_code if place is not None else None
        if above not in counts and place is not None and place.province_code != code and place.province_code in counts:
            above = place.province_code
        below.setdefault(above if above in counts else None, []).append(code)
    found: list[Branch] = []

    def walk(above: str | None, level: int) -> None:
        for code in sorted(below.get(above, []), key=lambda one: (-counts[one], one)):
            found.append(Branch(code, name_of(code), level, counts[code]))
            walk(code, level + 1)

    walk(None, 0)
    return found
