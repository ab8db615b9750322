"""Administrative units by name, and those that records are for as a tree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from models.place import Place
from service.gazetteer import Gazetteer, Territory, ask

MOST_MEANINGS = 8


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


def in_full(place: Place) -> str:
    """ "huyện Hải Hậu, tỉnh Nam Định": with the units above it, for there are many of one name."""
    words, above = [f"{place.type} {place.name}"], place.parent_code
    while above is not None and (one := unit(above, place.valid_from)) is not None:
        words.append(f"{one.type} {one.name}")
        above = one.parent_code
    return ", ".join(words)


def words_of(code: str, on: date | str | None) -> str:
    """ "366" → "huyện Hải Hậu, tỉnh Nam Định"; the code itself where no unit has it."""
    place = unit(code, date.fromisoformat(on) if isinstance(on, str) else on)
    return in_full(place) if place is not None else code


def that_mean(name: str, on: date | None, beside: Sequence[str]) -> list[Place]:
    """The units that a name may mean on a day, surest first; `beside` are the codes of places named in the same paper."""
    if not name.strip():
        return []
    near = Counter(place.province_code for code in beside if (place := unit(code, on)) is not None)
    home = Territory(near.most_common(1)[0][0]) if near else None
    found = ask(gazetteer(), name, on or date.today(), territory=home)
    return [found.place] if found.place is not None else [place for place, _ in found.candidates[:MOST_MEANINGS]]


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
