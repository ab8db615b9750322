"""The administrative units of every date since 2021-11-01 (provinces since 2004), and what became of each."""

import csv
import gzip
import io
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from typing import Self

from models.place import Place, PlaceType, Succession
from service.gazetteer.keys import name_key, plain_key

FIRST_MAP = date(2021, 11, 1)
"""Before this day only provinces are dated; communes and districts are taken from this day's map."""
LAST_OF_DISTRICTS = date(2025, 6, 30)

LEVELS = {2: 1, 3: 2, 5: 3}


class Pool:
    """Units by the plain key of their names: `keys` in a fixed order, `places[i]` those that bear `keys[i]`."""

    def __init__(self, places: Iterable[Place]) -> None:
        named: dict[str, list[Place]] = {}
        for place in places:
            for name in dict.fromkeys(plain_key(n) for n in (place.name, *place.aliases)):
                named.setdefault(name, []).append(place)
        self.by_key = named
        self.keys = list(named)
        self.places = list(named.values())


class Gazetteer:
    """All versions of all units, in memory; loaded once."""

    def __init__(self, places: Iterable[Place], successions: Callable[[], Iterable[Succession]] = tuple) -> None:
        self.places = tuple(places)
        self._load_successions = successions
        self._by_code: dict[str, list[Place]] = defaultdict(list)
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        self._by_plain_name: dict[str, list[Place]] = defaultdict(list)
        self._children: dict[str, list[Place]] = defaultdict(list)
        for place in self.places:
            self._by_code[place.code].append(place)
            if place.parent_code is not None:
                self._children[place.parent_code].append(place)
            names = (place.name, *place.aliases)
            for key in dict.fromkeys(map(name_key, names)):
                self._by_name[key].append(place)
            for key in dict.fromkeys(map(plain_key, names)):
                self._by_plain_name[key].append(place)
        self._pools: dict[tuple[str, frozenset[int], int], Pool] = {}

    @classmethod
    def load(cls) -> Self:
        """The gazetteer that ships in the package."""
        types = {type_.value: type_ for type_ in PlaceType}
        day = cache(date.fromisoformat)
        rows = list(_rows("units.csv.gz"))
        above = {code: parent for code, _, _, parent, *_ in rows if LEVELS[len(code)] == 2}
        places = (
            Place.trusted(
                id=f"{code}@{valid_from}",
                code=code,
                level=LEVELS[len(code)],
                type=types[type_],
                name=name,
                parent_code=parent or None,
                province_code=above.get(parent, parent) or code,
                valid_from=day(valid_from),
                valid_to=day(valid_to) if valid_to else None,
                valid_from_is_open=is_open == "1",
                basis_from=act_from or None,
                basis_to=act_to or None,
                aliases=tuple(aliases.split("|")) if aliases else (),
            )
            for code, type_, name, parent, valid_from, valid_to, is_open, act_from, act_to, aliases in rows
        )
        return cls(places, _successions)

    def names(self) -> Iterator[str]:
        """Every name and other spelling that any unit bears or bore, once."""
        yield from dict.fromkeys(name for place in self.places for name in (place.name, *place.aliases))

    # ---- by code and date

    def unit(self, code: str, on: date) -> Place | None:
        """The unit that bears a code on a day."""
        return next((p for p in self._by_code.get(code, ()) if is_valid(p, on)), None)

    def versions(self, code: str) -> tuple[Place, ...]:
        """Everything that ever bore a code, oldest first: often different units."""
        return tuple(self._by_code.get(code, ()))

    def version(self, place_id: str) -> Place | None:
        """The version with an id such as "24@2004-01-01"."""
        return next((p for p in self._by_code.get(place_id.partition("@")[0], ()) if p.id == place_id), None)

    def units(self, on: date, level: int | None = None) -> tuple[Place, ...]:
        """The map of a day, by code."""
        return tuple(p for p in self.places if is_valid(p, on) and (level is None or p.level == level))

    def children(self, code: str, on: date) -> tuple[Place, ...]:
        """The units directly under one on a day, by code."""
        return tuple(p for p in self._children.get(code, ()) if is_valid(p, on))

    def descendants(self, code: str, on: date) -> tuple[Place, ...]:
        """All units under one on a day, parents before children."""
        below = self.children(code, on)
        return (*below, *(d for child in below for d in self.descendants(child.code, on)))

    def parent(self, place: Place, on: date) -> Place | None:
        return self.unit(place.parent_code, on) if place.parent_code else None

    def lineage(self, place: Place, on: date) -> tuple[Place, ...]:
        """A unit and those above it, smallest first."""
        above = self.parent(place, on)
        return (place,) if above is None else (place, *self.lineage(above, on))

    # ---- by name

    def named(self, name: str, on: date | None = None) -> tuple[Place, ...]:
        """Units whose name has the same letters and marks; on any day when `on` is None."""
        return self.of_key(name_key(name), on)

    def of_key(self, key: str, on: date | None = None) -> tuple[Place, ...]:
        return tuple(p for p in self._by_name.get(key, ()) if on is None or is_valid(p, on))

    def of_plain_key(self, key: str, on: date | None = None) -> tuple[Place, ...]:
        """Units whose name has the same letters when all marks are lost."""
        return tuple(p for p in self._by_plain_name.get(key, ()) if on is None or is_valid(p, on))

    @cached_property
    def levels_of_keys(self) -> dict[str, frozenset[int]]:
        """Every name's key → the levels of the units that bear it."""
        return {key: frozenset(place.level for place in places) for key, places in self._by_name.items()}

    @cached_property
    def levels_of_plain_keys(self) -> dict[str, frozenset[int]]:
        return {key: frozenset(place.level for place in places) for key, places in self._by_plain_name.items()}

    @cached_property
    def longest_name(self) -> int:
        """Syllables of the longest name."""
        return max(key.count(" ") + 1 for key in self._by_name)

    def pool(self, under: Place | None, levels: frozenset[int], on: date) -> "Pool":
        """The units of some levels under one, or in the country, on a day, ready to be compared with names."""
        known = (under.code if under else "", levels, bisect_right(self._days, on))
        if known not in self._pools:
            places = self.units(on) if under is None else self.descendants(under.code, on)
            self._pools[known] = Pool([p for p in places if not levels or p.level in levels])
        return self._pools[known]

    @cached_property
    def _days(self) -> list[date]:
        """The days on which the map changed."""
        return sorted({p.valid_from for p in self.places} | {p.valid_to for p in self.places if p.valid_to})

    # ---- through time

    @cached_property
    def successions(self) -> tuple[Succession, ...]:
        """All links, read when first asked for."""
        return tuple(self._load_successions())

    @cached_property
    def _newer(self) -> dict[str, list[Succession]]:
        found = defaultdict(list)
        for succession in self.successions:
            found[succession.old].append(succession)
        return found

    @cached_property
    def _older(self) -> dict[str, list[Succession]]:
        found = defaultdict(list)
        for succession in self.successions:
            found[succession.new].append(succession)
        return found

    def successors(self, code: str, on: date, until: date | None = None) -> tuple[Place, ...]:
        """The units of `until` (now when None) in the place of the one that bore `code` on a day; itself when unchanged."""
        place = self.unit(code, on)
        return () if place is None else self.successors_of(place, until)

    def successors_of(self, place: Place, until: date | None = None) -> tuple[Place, ...]:
        return self._walk(place, self._later, lambda p: p.valid_to is None if until is None else is_valid(p, until))

    def predecessors(self, code: str, on: date, since: date | None = None) -> tuple[Place, ...]:
        """The units of `since` (the oldest map when None) that the one that bears `code` on a day came from."""
        place = self.unit(code, on)
        return () if place is None else self.predecessors_of(place, since)

    def predecessors_of(self, place: Place, since: date | None = None) -> tuple[Place, ...]:
        return self._walk(place, self._earlier, lambda p: p.valid_from_is_open if since is None else is_valid(p, since))

    def links(self, place: Place) -> tuple[Succession, ...]:
        """What a version came from and what came after it, one step each way."""
        return (*self._older.get(place.id, ()), *self._newer.get(place.id, ()))

    def _later(self, place: Place) -> Iterator[str]:
        return (link.new for link in self._newer.get(place.id, ()))

    def _earlier(self, place: Place) -> Iterator[str]:
        return (link.old for link in self._older.get(place.id, ()))

    def _walk(
        self, place: Place, steps: Callable[[Place], Iterator[str]], is_wanted: Callable[[Place], bool]
    ) -> tuple[Place, ...]:
        """From one version over the links, in one direction, to those wanted; by id."""
        found: dict[str, Place] = {}
        seen, queue = {place.id}, [place]
        while queue:
            at = queue.pop()
            if is_wanted(at):
                found[at.id] = at
                continue
            for step in map(self.version, steps(at)):
                if step is not None and step.id not in seen:
                    seen.add(step.id)
                    queue.append(step)
        return tuple(found[place_id] for place_id in sorted(found))


def is_valid(place: Place, on: date) -> bool:
    """Whether a version is in force on a day; the oldest known one stands for all days before it."""
    return (place.valid_from <= on or place.valid_from_is_open) and (place.valid_to is None or on < place.valid_to)


def _rows(name: str) -> Iterator[list[str]]:
    packed = files("service.gazetteer").joinpath("data", name).read_bytes()
    rows = csv.reader(io.StringIO(gzip.decompress(packed).decode()))
    next(rows)  # the columns' names
    return rows


def _successions() -> Iterator[Succession]:
    day = cache(date.fromisoformat)
    for old, new, on, kind, source in _rows("successions.csv.gz"):
        yield Succession.trusted(old=old, new=new, on=day(on), kind=kind, source=source)
