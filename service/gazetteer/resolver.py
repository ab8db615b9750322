"""A name as written, its type word and the units named beside it → one unit on a day, or candidates, with the reasons.

The order of reasons: a parent named beside the name outweighs everything; then the document's own territory; then the
country. Inside a scope an exact name comes before one with lost or misread marks, and that before misread letters. What
could be two things is ambiguous.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from models.place import Place, PlaceStatus, PlaceType
from service.gazetteer.keys import has_marks, name_key, plain_key
from service.gazetteer.units import FIRST_MAP, Gazetteer, Pool

EXACT, MARKS_LOST, MARKS_MISREAD, LETTERS_MISREAD = 1.0, 0.95, 0.85, 0.75
WRONG_TYPE = 0.15  # taken off when the unit has another type of the same level
MOST_CANDIDATES = 10


@dataclass(frozen=True)
class Query:
    """What is asked. `parents` are queries for the units named beside it, nearest first.

    `marks_are_lost` says that the text around has no marks either, so that a name without marks proves nothing. `levels`
    narrows a bare name, for which no type is written; empty means any.
    """

    name: str
    types: frozenset[PlaceType] = frozenset()
    parents: tuple["Query", ...] = ()
    marks_are_lost: bool = False
    levels: frozenset[int] = frozenset()

    @property
    def allowed_levels(self) -> frozenset[int]:
        """Of the types; a city stands at two levels."""
        if self.levels or not self.types:
            return self.levels
        return frozenset(LEVEL[t] for t in self.types) | (frozenset({1, 2}) if PlaceType.CITY in self.types else frozenset())

    def allows(self, place: Place) -> bool:
        """Whether a unit has a type and a level that is asked for."""
        return (not self.types or place.type in self.types) and (not self.levels or place.level in self.levels)


@dataclass(frozen=True)
class Resolution:
    """`place` is None unless status is resolved. Candidates come best first, each with a score 0 to 1."""

    status: PlaceStatus
    place: Place | None = None
    candidates: tuple[tuple[Place, float], ...] = ()
    evidence: tuple[str, ...] = ()
    parent: "Resolution | None" = None

    @property
    def score(self) -> float:
        return self.candidates[0][1] if self.candidates else 0.0


@dataclass(frozen=True)
class Match:
    """A unit that a name could mean, how alike, and why."""

    place: Place
    score: float
    reason: str


@dataclass(frozen=True)
class Territory:
    """Where a document is at home: unit codes of a province and, if it comes from one, a district or commune."""

    province_code: str
    unit_codes: frozenset[str] = field(default_factory=frozenset)


def resolve(gazetteer: Gazetteer, query: Query, on: date, *, territory: Territory | None = None) -> Resolution:
    """The unit that a name means on a day."""
    notes = (f"bản đồ sớm nhất của cấp huyện, xã là {FIRST_MAP:%d/%m/%Y}",) if on < FIRST_MAP else ()
    above = _parents(gazetteer, query, on, territory)
    if above is not None and above.place is not None and not _may_hold(above.place, query):
        above = None  # "thị xã Bảo Lộc, thành phố Đà Lạt": two of a list
    if above is not None and not above.candidates:
        notes = (*notes, f"không thấy “{query.parents[0].name}” vào ngày này")
        above = None
    return with_evidence(_resolved(gazetteer, query, on, territory, above), notes)


def _resolved(gazetteer: Gazetteer, query: Query, on: date, territory: Territory | None, above: Resolution | None) -> Resolution:
    found = None
    if above is not None and above.status is PlaceStatus.NOT_FOUND:
        # "xã Ia O (huyện Chư Prông)" after the districts ended
        before = _on_other_days(gazetteer, query, on, territory)
        found, above = (before if before.candidates else None), None
    elif above is not None:
        found = _under(gazetteer, query, on, above)
    if found is None and above is None:
        found = _at_home(gazetteer, query, on, territory)
    if found is None:
        found = _in_country(gazetteer, query, on, territory, above)
    return _on_other_days(gazetteer, query, on, territory) if found.status is PlaceStatus.NOT_FOUND else found


def decided(found: Resolution) -> Resolution:
    """A single candidate is no ambiguity: it is something like the name, which itself was not found."""
    if found.status is PlaceStatus.AMBIGUOUS and len({place.code for place, _ in found.candidates}) < 2:
        return replace(found, status=PlaceStatus.NOT_FOUND)
    return found


def with_evidence(found: Resolution, evidence: tuple[str, ...]) -> Resolution:
    """The same with more reasons."""
    return Resolution(found.status, found.place, found.candidates, (*found.evidence, *evidence), found.parent)


def _may_hold(place: Place, query: Query) -> bool:
    return not query.allowed_levels or place.level < max(query.allowed_levels)


def _parents(gazetteer: Gazetteer, query: Query, on: date, territory: Territory | None) -> Resolution | None:
    """The unit named beside, itself resolved under those named after it."""
    if not query.parents:
        return None
    nearest, *further = query.parents
    asked = Query(nearest.name, nearest.types, tuple(further), query.marks_are_lost, nearest.levels)
    return resolve(gazetteer, asked, on, territory=territory)


# ---- the scopes


def _under(gazetteer: Gazetteer, query: Query, on: date, above: Resolution) -> Resolution | None:
    """Under the parent named beside; None when nothing there is like it."""
    parents = [place for place, _ in above.candidates] if above.place is None else [above.place]
    for parent in parents[:1] if above.place else ():
        matches = matches_in(gazetteer, query, on, under=parent)
        if matches:
            reason = f"thuộc {full_name(parent)}"
            return _decide(query, matches, (reason, *_beaten(gazetteer, query, on, matches)), parent=above)
    if above.place is None:
        # the parent is ambiguous: the name may tell which one is meant
        matches = [m for parent in parents for m in matches_in(gazetteer, query, on, under=parent)]
        if matches:
            return _decide(query, matches, (f"thuộc một trong {len(parents)} đơn vị tên {parents[0].name}",), parent=above)
    return None


def _beaten(gazetteer: Gazetteer, query: Query, on: date, matches: Sequence[Match]) -> tuple[str, ...]:
    """A note where the same name stands elsewhere letter for letter, and the parent decided against it."""
    if matches[0].score >= MARKS_LOST:
        return ()
    elsewhere = [p for p in gazetteer.named(query.name, on) if query.allows(p)]
    return (f"tên đúng từng chữ có ở nơi khác: {full_name(elsewhere[0])} ({elsewhere[0].code})",) if elsewhere else ()


def _at_home(gazetteer: Gazetteer, query: Query, on: date, territory: Territory | None) -> Resolution | None:
    """In the document's own province; None when nothing there is like it, or the name stands elsewhere letter for letter."""
    matches = _home_matches(gazetteer, query, on, territory)
    if not matches or territory is None:
        return None
    best = max(m.score for m in matches)
    if best < MARKS_LOST and any(query.allows(p) for p in gazetteer.named(query.name)):
        return None  # letter for letter it is a unit elsewhere, or was one
    near = [m for m in matches if territory.unit_codes & {m.place.code, m.place.parent_code}]
    reason = f"địa bàn của văn bản: mã {territory.province_code}"
    if near and max(m.score for m in near) == best:
        return _decide(query, near, (reason,))
    return _decide(query, matches, (reason,))


def _home_matches(gazetteer: Gazetteer, query: Query, on: date, territory: Territory | None) -> list[Match]:
    province = gazetteer.unit(territory.province_code, on) if territory else None
    if province is None:
        return []
    return matches_in(gazetteer, query, on, under=province) + [
        m for m in _matches(query, Pool([province])) if m.score >= MARKS_LOST
    ]


def _in_country(
    gazetteer: Gazetteer, query: Query, on: date, territory: Territory | None, above: Resolution | None
) -> Resolution:
    """Anywhere. What was named beside it did not hold it, so then the best is only a candidate."""
    matches = matches_in(gazetteer, query, on)
    if not matches or (above is None and _was_exactly(gazetteer, query, matches)):
        return Resolution(PlaceStatus.NOT_FOUND)
    best = max(m.score for m in matches)
    top = [m for m in matches if m.score == best]
    if above is not None or query.parents:
        if best == EXACT and {m.place.level for m in top} == {1}:
            # "Thành phố Hồ Chí Minh, tỉnh Lâm Đồng": two provinces side by side
            return _decide(query, top, ("cấp tỉnh, không thuộc đơn vị nêu bên cạnh",))
        reason = f"không có tên này trong “{query.parents[0].name}”"
        return Resolution(PlaceStatus.AMBIGUOUS, None, _ranked(matches), (reason,), above)
    if best < MARKS_LOST and {m.place.level for m in top} != {1}:
        return Resolution(PlaceStatus.AMBIGUOUS, None, _ranked(matches), ("chỉ giống gần đúng, không rõ địa bàn",))
    near = [m for m in _home_matches(gazetteer, query, on, territory) if m.score >= LETTERS_MISREAD]
    if near and {m.place.level for m in top} != {1}:
        reason = "đúng tên ở nơi khác, gần giống trong địa bàn của văn bản"
        return Resolution(PlaceStatus.AMBIGUOUS, None, _ranked([*top, *near]), (reason,))
    return _decide(query, matches, ("trong cả nước",))


def _was_exactly(gazetteer: Gazetteer, query: Query, matches: Sequence[Match]) -> bool:
    """Whether the name with its type is that of another day's unit, while this day has only something like it."""
    if max(m.score for m in matches) >= MARKS_LOST:
        return False
    return any(query.allows(p) for p in gazetteer.named(query.name))


def _on_other_days(gazetteer: Gazetteer, query: Query, on: date, territory: Territory | None) -> Resolution:
    """Units of other days that bore the name: they explain a name that is not on this day's map, and are not chosen."""
    key, plain = name_key(query.name), plain_key(query.name)
    found = [p for p in gazetteer.of_key(key) or gazetteer.of_plain_key(plain) if query.allows(p)]
    home = territory and {territory.province_code, *(_old_codes(gazetteer, territory, on))}
    near = [p for p in found if home and p.province_code in home]
    wanted = [plain_key(parent.name) for parent in query.parents]
    beside = [p for p in found if _is_under(gazetteer, p, wanted)] if wanted else []
    evidence = tuple(lifetime(p) for p in (beside or near or found)[:3])
    return Resolution(
        PlaceStatus.NOT_FOUND,
        None,
        tuple((p, 0.5) for p in (beside or near or found)[:MOST_CANDIDATES]),
        evidence or ("không có trong danh mục vào ngày này",),
    )


def lifetime(place: Place) -> str:
    """ "huyện Quế Võ (259) đến 10/04/2023, 721–730/NQ-UBTVQH15"."""
    since = "" if place.valid_from_is_open else f" từ {place.valid_from:%d/%m/%Y}"
    until = "" if place.valid_to is None else f" đến {place.valid_to:%d/%m/%Y}"
    act = (place.basis_to if place.valid_to else place.basis_from) or ""
    return f"{full_name(place)} ({place.code}){since}{until}" + (f", {act}" if act else "")


def _old_codes(gazetteer: Gazetteer, territory: Territory, on: date) -> Iterable[str]:
    return (p.code for p in gazetteer.predecessors(territory.province_code, on))


def _is_under(gazetteer: Gazetteer, place: Place, wanted: Sequence[str]) -> bool:
    above = gazetteer.lineage(place, place.valid_from)[1:]
    return any(plain_key(p.name) in wanted for p in above)


# ---- names inside a scope


def matches_in(gazetteer: Gazetteer, query: Query, on: date, under: Place | None = None) -> list[Match]:
    """Units on a day whose name is like the one asked, only of the best kind of likeness, under a unit or anywhere.

    Anywhere, misread letters are looked for among provinces and districts alone: 10,000 communes are too many.
    """
    levels = query.allowed_levels
    if under is not None:
        return _matches(query, gazetteer.pool(under, levels, on))
    same = Pool(gazetteer.of_plain_key(plain_key(query.name), on))
    found = _matches(query, same)
    if found or not (levels or query.types):
        return found or _matches(query, gazetteer.pool(None, frozenset({1}), on))
    large = levels & {1, 2}
    return _matches(query, gazetteer.pool(None, large, on)) if large else []


def _matches(query: Query, pool: Pool) -> list[Match]:
    plain, levels = plain_key(query.name), query.allowed_levels
    same = [place for place in pool.by_key.get(plain, ()) if not levels or place.level in levels]
    if same:
        found = [_alike(query, place) for place in same]
        right = [m for m in found if not query.types or m.place.type in query.types]
        if right:
            return right
        # of another type of the same level: a misread name of the right type is as likely
        other = [Match(m.place, m.score - WRONG_TYPE, f"{m.reason}; vào ngày này là {m.place.type}") for m in found]
        near = _misread(query, pool, plain, levels)
        return other + [Match(m.place, other[0].score, m.reason) for m in near]
    return _misread(query, pool, plain, levels)


def _misread(query: Query, pool: Pool, plain: str, levels: frozenset[int]) -> list[Match]:
    """The nearest names that differ in one letter, or two in a longer name; none for numbers and very short names."""
    limit = 1 if len(plain) <= 5 else 2
    if len(plain) < 4 or plain.replace(" ", "").isdecimal():
        return []
    near = process.extract(plain, pool.keys, scorer=Levenshtein.distance, score_cutoff=limit, limit=None, processor=None)
    found = [
        Match(place, LETTERS_MISREAD - 0.1 * (distance - 1), f"giống “{place.name}”, khác {distance} chữ")
        for _, distance, index in near
        if distance > 0
        for place in pool.places[index]
        if (not levels or place.level in levels) and (not query.types or place.type in query.types)
    ]
    best = max((m.score for m in found), default=0.0)
    return [m for m in found if m.score == best]


def _alike(query: Query, place: Place) -> Match:
    key = name_key(query.name)
    is_marked = has_marks(query.name)
    if any(name_key(n) == key for n in (place.name, *place.aliases)) and (is_marked or not query.marks_are_lost):
        return Match(place, EXACT, "đúng tên")
    if not is_marked:
        return Match(place, MARKS_LOST, "đúng tên khi bỏ dấu")
    return Match(place, MARKS_MISREAD, f"dấu khác với “{place.name}”")


LEVEL = {
    PlaceType.PROVINCE: 1,
    PlaceType.CITY: 1,
    PlaceType.URBAN_DISTRICT: 2,
    PlaceType.DISTRICT: 2,
    PlaceType.TOWN: 2,
    PlaceType.COMMUNE: 3,
    PlaceType.WARD: 3,
    PlaceType.TOWNSHIP: 3,
    PlaceType.SPECIAL_ZONE: 3,
}


# ---- the decision


def _decide(query: Query, matches: Sequence[Match], reasons: tuple[str, ...], parent: Resolution | None = None) -> Resolution:
    """One best match is it; a bare name that a province bears means the province; else ambiguous."""
    best = max(m.score for m in matches)
    top = [m for m in matches if m.score == best]
    if len(top) > 1 and not query.types:
        top = [m for m in top if m.place.level == 1] or top
    if len(top) == 1:
        chosen = top[0]
        return Resolution(PlaceStatus.RESOLVED, chosen.place, _ranked(matches, chosen.place), (chosen.reason, *reasons), parent)
    return Resolution(PlaceStatus.AMBIGUOUS, None, _ranked(matches), (f"{len(top)} đơn vị cùng hợp", *reasons), parent)


def _ranked(matches: Iterable[Match], first: Place | None = None) -> tuple[tuple[Place, float], ...]:
    ranked = sorted(matches, key=lambda m: (first is None or m.place.id != first.id, -m.score, m.place.code))
    return tuple((m.place, m.score) for m in ranked[:MOST_CANDIDATES])


def full_name(place: Place) -> str:
    """ "xã Quảng Minh"."""
    return f"{place.type.value} {place.name}"
