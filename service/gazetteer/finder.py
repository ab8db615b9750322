"""Document and outline → every mention of a named administrative unit, resolved as of the document's date."""

import logging
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from models.document import Document
from models.outline import Block, Letterhead, Outline, Table
from models.place import Place, PlaceCandidate, PlaceMention, PlaceStatus, PlaceType
from models.provenance import Confidence, ExtractorId, record_id
from models.spans import cover
from service.gazetteer.days import days_of
from service.gazetteer.keys import has_marks, name_key, plain_key
from service.gazetteer.mentions import Lexicon, RawMention, Scanner
from service.gazetteer.resolver import (
    EXACT,
    LEVEL,
    MARKS_LOST,
    WRONG_TYPE,
    Query,
    Resolution,
    Territory,
    decided,
    full_name,
    resolve,
    with_evidence,
)
from service.gazetteer.units import FIRST_MAP, LAST_OF_DISTRICTS, Gazetteer

log = logging.getLogger(__name__)

EXTRACTOR = ExtractorId(name="places", version="1")
BEFORE_FIRST_MAP = 0.9
"""Taken off a district or commune of a day before the first map: between 2004 and 2021 one in ten changed."""
MARKED_SHARE = 0.2
"""A text where fewer words than this bear a mark has lost its marks: in sound Vietnamese it is about two thirds."""


class GazetteerPlaceFinder:
    """Finds and resolves place mentions with one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._lexicon = lexicon_of(gazetteer)
        self._maps = (FIRST_MAP, LAST_OF_DISTRICTS, max(place.valid_from for place in gazetteer.places))

    def find_places(self, document: Document, outline: Outline) -> tuple[PlaceMention, ...]:
        """Mentions in the order of the text."""
        text = document.text
        dated = days_of(outline.letterhead, text, self._maps)
        lost = marks_are_lost(text)
        scanner = Scanner(text, self._lexicon, marks_are_lost=lost)
        raw = scanner.mentions()
        possible = {on: self._territory(outline.letterhead, raw, on, lost) for on in dated.possible}
        homes = self._fitting(raw, possible, lost)
        districts = self._home_districts(homes)
        if districts:
            raw = scanner.with_home(districts).mentions()
        first, territory = next(iter(homes.items()))
        raw = _merged(raw, self._in_cells(outline.tables, text, territory, first))
        raw = self._settled(raw, first, territory, lost)
        section_of = _Sections(outline.blocks)
        resolved = [self._resolve(mention, homes, lost) for mention in raw]
        settled = [with_evidence(decided(found), dated.caveat) for found in self._in_company(raw, resolved, text)]
        records = tuple(
            self._record(document, mention, found, as_of=dated.stated, section=section_of(mention.span.start))
            for mention, found in zip(raw, settled, strict=True)
            if self._is_worth(mention, found)
        )
        log.info("places found: %d", len(records))
        return records

    # ---- date and territory

    def _territory(self, letterhead: Letterhead, raw: Sequence[RawMention], on: date, lost: bool) -> Territory | None:
        """Issuer, then the place of the letterhead unless a central body issued it, then most mentions."""
        for issuer in (letterhead.issuer, letterhead.parent_issuer):
            place = self._first_place(issuer, on, lost)
            if place is not None:
                return Territory(place.province_code, frozenset({place.code}))
        place = self._first_place(letterhead.place, on, lost)
        if place is not None and not is_central(letterhead.issuer):
            return Territory(place.province_code, frozenset({place.code}))
        return None if is_central(letterhead.issuer) else self._majority(raw, on, lost)

    def _first_place(self, text: str | None, on: date, lost: bool) -> Place | None:
        if not text:
            return None
        for mention in Scanner(text, self._lexicon, marks_are_lost=lost or not has_marks(text)).mentions():
            found = resolve(self.gazetteer, _query(mention, lost), on)
            if found.place is not None:
                return found.place
        whole = resolve(self.gazetteer, Query(text), on)
        return whole.place

    def _majority(self, raw: Sequence[RawMention], on: date, lost: bool) -> Territory | None:
        """The province named in most mentions that say their type, if it has more than half of them."""
        counts: Counter[str] = Counter()
        for mention in raw:
            if mention.types & {PlaceType.PROVINCE, PlaceType.CITY}:
                found = resolve(self.gazetteer, _query(mention, lost), on)
                if found.place is not None and found.place.level == 1:
                    counts[found.place.code] += 1
        best = counts.most_common(1)
        return Territory(best[0][0]) if best and best[0][1] * 2 > counts.total() else None

    def _home_districts(self, homes: Mapping[date, Territory | None]) -> frozenset[str]:
        """The districts of the document's own province, on each of its days."""
        return frozenset.intersection(*(self._districts(home, on) for on, home in homes.items()))

    def _districts(self, home: Territory | None, on: date) -> frozenset[str]:
        inside = self.gazetteer.children(home.province_code, on) if home is not None else ()
        return frozenset(name_key(p.name) for p in inside if p.level == 2)

    def _fitting(
        self, raw: Sequence[RawMention], homes: Mapping[date, Territory | None], lost: bool
    ) -> Mapping[date, Territory | None]:
        """Of a paper's possible days those on which all units stand that it names with their types; else all of them."""
        if len(homes) == 1:
            return homes
        standing = {
            on: {_words(mention) for mention in raw if mention.types and self._stands(_query(mention, lost), on, home)}
            for on, home in homes.items()
        }
        every = set[tuple[str, frozenset[PlaceType]]]().union(*standing.values())
        return {on: homes[on] for on, units in standing.items() if units == every} or homes

    def _stands(self, query: Query, on: date, home: Territory | None) -> bool:
        found = resolve(self.gazetteer, query, on, territory=home)
        return found.place is not None and found.score == EXACT

    # ---- one mention

    def _in_cells(self, tables: Sequence[Table], text: str, territory: Territory | None, on: date) -> list[RawMention]:
        """Cells that hold nothing but the name of a unit of the document's own province, under a heading that says so."""
        if territory is None:
            return []
        found = []
        for table in tables:
            levels = {column: levels_of_heading(_heading(table, column)) for column in range(table.column_count)}
            for cell in table.cells:
                if cell.row < table.header_rows or not cell.pieces or not levels.get(cell.column):
                    continue
                span = cover(cell.pieces)
                name = " ".join(span.of(text).split())
                query = Query(name, levels=levels[cell.column])
                place = resolve(self.gazetteer, query, on, territory=territory).place
                if (
                    place is not None
                    and place.province_code == territory.province_code
                    and name_key(place.name) == name_key(name)
                ):
                    found.append(RawMention(span, span, name, frozenset(), levels=levels[cell.column]))
        return found

    def _settled(self, raw: Sequence[RawMention], on: date, territory: Territory | None, lost: bool) -> list[RawMention]:
        """Tentative names: the district of the commune before it, a sibling of the unit before it, or dropped."""
        settled: list[RawMention] = []
        for mention in raw:
            if not mention.is_tentative:
                settled.append(mention)
                continue
            if not mention.types:
                # "Xuân Thành, huyện Nghi Xuân": a commune only if that district has it, letter for letter
                found = resolve(self.gazetteer, _query(mention, lost), on, territory=territory)
                above_place = found.parent.place if found.parent is not None else None
                if found.place is not None and found.score == EXACT and above_place is not None and above_place.level == 2:
                    settled.append(replace(mention, is_tentative=False))
                continue
            before = settled[-1]
            above = replace(mention, types=frozenset(), levels=frozenset({2}), is_listed=False, is_tentative=False)
            here = resolve(self.gazetteer, _query(replace(before, beside=(above,)), lost), on, territory=territory)
            if (
                before.types
                and not before.beside
                and here.place is not None
                and here.place.level == 3
                and here.parent is not None
            ):
                settled[-1] = replace(before, beside=(above,))
                settled.append(above)
                continue
            one = resolve(self.gazetteer, _query(before, lost), on, territory=territory)
            other = resolve(self.gazetteer, _query(mention, lost), on, territory=territory)
            if _are_siblings(one, other):
                settled.append(replace(mention, is_tentative=False))
        return settled

    def _resolve(self, mention: RawMention, homes: Mapping[date, Territory | None], lost: bool) -> Resolution:
        """On the document's day; where several are possible, the same on all on which the name fits, or else ambiguous."""
        query = _query(mention, lost)
        found = [resolve(self.gazetteer, query, on, territory=home) for on, home in homes.items()]
        if not all(r.place for r in found):
            # "tỉnh Đồng Nai" is of the days before it was a city, "thị xã Long Khánh" of those before it was one
            found = (
                [r for r in found if r.place and r.score >= MARKS_LOST]
                or [r for r in found if mention.types and r.place and r.score >= EXACT - WRONG_TYPE]
                or found
            )
        if len({r.place.code if r.place else None for r in found}) == 1:
            return found[0]
        candidates = {place.id: (place, score) for r in found for place, score in r.candidates}
        return Resolution(PlaceStatus.AMBIGUOUS, None, tuple(candidates.values()), ("đơn vị khác nhau tùy ngày của văn bản",))

    def _in_company(self, raw: Sequence[RawMention], resolved: Sequence[Resolution], text: str) -> Iterable[Resolution]:
        """What other mentions of the document say of one that names no parent.

        The same words under a named parent settle what they mean everywhere in the document. An ambiguous name in a list
        lies where all others of the list lie, or in the district that the sentence named before it.
        """
        proven = _proven(raw, resolved)
        for start, end in _lists(raw, text):
            places = [r.place for r in resolved[start:end] if r.place is not None]
            for i in range(start, end):
                found = resolved[i]
                same = proven.get(_words(raw[i])) if not raw[i].beside else None
                if same is not None and found.place != same.place:
                    yield with_evidence(same, ("cùng cách viết với nơi có nêu đơn vị cấp trên",))
                elif found.status is PlaceStatus.AMBIGUOUS:
                    found = _among(found, places)
                    yield found if found.place else _in_sentence(i, raw, resolved, text)
                else:
                    yield found

    def _is_worth(self, mention: RawMention, found: Resolution) -> bool:
        """A bare name must be a unit of some day; "tỉnh X" that is no province is of another country."""
        if found.status is PlaceStatus.NOT_FOUND and not found.candidates:
            return bool(mention.types) and all(LEVEL[t] > 1 for t in mention.types)
        return True

    def _record(
        self, document: Document, mention: RawMention, found: Resolution, *, as_of: date | None, section: str | None
    ) -> PlaceMention:
        passage = document.passage(mention.span)
        meant = found.place or _one_meaning(found)
        name = found.place.name if found.place else _as_listed(mention.name, found)
        score = found.score if found.place is not None else 0.4
        if as_of is not None and as_of < FIRST_MAP and meant is not None and meant.level > 1:
            score *= BEFORE_FIRST_MAP
        return PlaceMention(
            id=record_id(document.id, "place", mention.span.start, mention.span.end),
            quote=passage.quote,
            page=passage.page,
            text_span=passage.text_span,
            raw_span=passage.raw_span,
            boxes=passage.boxes,
            confidence=Confidence(
                ocr=passage.ocr,
                restoration=passage.restoration,
                extraction=score,
                overall=score * (0.5 + 0.5 * min(passage.ocr, passage.restoration)),
            ),
            extractor=EXTRACTOR,
            section=section,
            name=name,
            type=_type(mention, meant),
            code=found.place.code if found.place else None,
            parent_code=found.place.parent_code if found.place else None,
            as_of=as_of,
            status=found.status,
            candidates=_candidates(found),
            successors=self._successors(found),
            evidence=found.evidence,
        )

    def _successors(self, found: Resolution) -> tuple[str, ...]:
        """Codes of today's units; also for a name that only an earlier map has, when it had one bearer."""
        was = found.candidates[0][0] if found.status is PlaceStatus.NOT_FOUND and len(found.candidates) == 1 else None
        place = found.place or was
        return tuple(p.code for p in self.gazetteer.successors_of(place)) if place else ()


def _heading(table: Table, column: int) -> str:
    cells = (table.cell(row, column) for row in range(table.header_rows))
    return " ".join(cell.text for cell in cells if cell is not None)


def levels_of_heading(heading: str) -> frozenset[int]:
    """Of the units that a column lists: "Tên xã" → communes, "Huyện, thành phố" → districts, "Đơn vị" → any."""
    plain = f" {plain_key(heading)} "
    levels = {level for words, level in HEADINGS for word in words if f" {word} " in plain}
    return frozenset(levels)


HEADINGS = (
    (("xa", "phuong", "thi tran", "dac khu", "dia phuong", "don vi", "dia ban", "dia danh", "don vi hanh chinh"), 3),
    (("huyen", "quan", "thi xa", "thanh pho", "dia phuong", "don vi", "dia ban", "don vi hanh chinh"), 2),
    (("tinh", "thanh pho", "dia phuong", "don vi", "dia ban", "don vi hanh chinh"), 1),
)
"""Words of a column's heading, without marks, and the level of the units that stand under it."""


def _merged(raw: Sequence[RawMention], more: Sequence[RawMention]) -> list[RawMention]:
    """In the order of the text; of two that overlap the first kind stays."""
    apart = [m for m in more if not any(m.span.touches(r.span) for r in raw)]
    return sorted([*raw, *apart], key=lambda m: m.span.start)


def _are_siblings(one: Resolution, other: Resolution) -> bool:
    """Whether two names in one breath can be units of one type under one parent."""
    pairs = [(a, b) for a in _meanings(one) for b in _meanings(other)]
    return any(a.type == b.type and a.parent_code == b.parent_code and a.id != b.id for a, b in pairs)


def _meanings(found: Resolution) -> list[Place]:
    """The unit chosen, else the best candidates; also of another day."""
    return [found.place] if found.place else [place for place, score in found.candidates if score == found.score]


def _lists(raw: Sequence[RawMention], text: str) -> Iterable[tuple[int, int]]:
    """Runs of mentions of one level with nothing but commas, "và" or line ends between; any other is a run of its own."""
    start = 0
    for i in range(1, len(raw) + 1):
        if i == len(raw) or not _is_next(raw[i - 1], raw[i], text):
            yield start, i
            start = i


def _is_next(one: RawMention, other: RawMention, text: str) -> bool:
    if not one.types or not other.types or len(text[one.span.end : other.span.start].strip()) > 5:
        return False
    return one.types == other.types or {LEVEL[t] for t in one.types} == {LEVEL[t] for t in other.types} == {3}


def _words(mention: RawMention) -> tuple[str, frozenset[PlaceType]]:
    return name_key(mention.name), mention.types


def _proven(raw: Sequence[RawMention], resolved: Sequence[Resolution]) -> dict[tuple[str, frozenset[PlaceType]], Resolution]:
    """What names with a type mean where their parent is named beside them; not those that mean two units."""
    found: dict[tuple[str, frozenset[PlaceType]], dict[str, Resolution]] = {}
    for mention, resolution in zip(raw, resolved, strict=True):
        if mention.types and mention.beside and resolution.place is not None:
            found.setdefault(_words(mention), {})[resolution.place.id] = resolution
    return {words: next(iter(units.values())) for words, units in found.items() if len(units) == 1}


SENTENCE_REACH = 160
"""How far back, in characters, a district named in the same sentence may stand."""


def _in_sentence(at: int, raw: Sequence[RawMention], resolved: Sequence[Resolution], text: str) -> Resolution:
    """ "Huyện Việt Yên hoàn thành thẩm tra xã Tân Thanh": the one best candidate in the district named last before it."""
    found = resolved[at]
    for before in range(at - 1, -1, -1):
        between = text[raw[before].span.end : raw[at].span.start]
        place = resolved[before].place
        if len(between) > SENTENCE_REACH or re.search(r"[.;!?]\s", between):
            break
        if place is None or place.level != 2:
            continue
        best = [(p, s) for p, s in found.candidates if p.parent_code == place.code and s == found.score]
        if len(best) == 1:
            rest = tuple(c for c in found.candidates if c[0] is not best[0][0])
            reason = f"cùng câu với {full_name(place)}"
            return Resolution(
                PlaceStatus.RESOLVED, best[0][0], ((best[0][0], 0.85 * found.score), *rest), (reason, *found.evidence)
            )
        break
    return found


def _among(found: Resolution, places: Sequence[Place]) -> Resolution:
    """The one best candidate beside the others of its list; at least two others, all in one district or province."""
    for above in (_parent_code, _province_code):
        codes = {above(place) for place in places}
        if len(places) < 2 or len(codes) != 1:
            continue
        best = [place for place, score in found.candidates if above(place) in codes and score == found.score]
        if len(best) == 1:
            reason = f"các tên khác trong danh sách đều thuộc {above(best[0])}"
            rest = tuple((place, score) for place, score in found.candidates if place is not best[0])
            candidates = ((best[0], 0.9 * found.score), *rest)
            return Resolution(PlaceStatus.RESOLVED, best[0], candidates, (reason, *found.evidence))
    return found


def _parent_code(place: Place) -> str | None:
    return place.parent_code


def _province_code(place: Place) -> str | None:
    return place.province_code


@lru_cache(maxsize=4)
def lexicon_of(gazetteer: Gazetteer) -> Lexicon:
    keys, plain = gazetteer.levels_of_keys, gazetteer.levels_of_plain_keys
    return Lexicon(keys, plain, gazetteer.longest_name, _beginnings(keys), _beginnings(plain))


def _beginnings(keys: Iterable[str]) -> frozenset[str]:
    """ "tân thanh đông" → "tân", "tân thanh", "tân thanh đông"."""
    return frozenset(" ".join(parts[:n]) for key in keys for parts in (key.split(),) for n in range(1, len(parts) + 1))


def marks_are_lost(text: str) -> bool:
    words = [w for w in text.split() if w.isalpha()]
    return bool(words) and sum(map(has_marks, words)) < MARKED_SHARE * len(words)


CENTRAL = (
    "bo",
    "thu tuong",
    "chinh phu",
    "quoc hoi",
    "uy ban thuong vu",
    "uy ban dan toc",
    "chu tich nuoc",
    "van phong chinh phu",
    "van phong trung uong",
    "ban chap hanh trung uong",
    "ban bi thu",
    "toa an nhan dan toi cao",
    "vien kiem sat nhan dan toi cao",
    "ngan hang nha nuoc",
    "kiem toan nha nuoc",
    "thanh tra chinh phu",
    "tong cuc",
    "cuc thue",
)


def is_central(issuer: str | None) -> bool:
    """Whether a body of the whole country issued a paper, so that "Hà Nội, ngày …" says nothing of its territory."""
    return plain_key(issuer or "").startswith(tuple(f"{body} " for body in CENTRAL)) or plain_key(issuer or "") in CENTRAL


def _query(mention: RawMention, lost: bool) -> Query:
    return Query(mention.name, mention.types, tuple(_query(m, lost) for m in mention.beside), lost, mention.levels)


def _one_meaning(found: Resolution) -> Place | None:
    """A candidate that has the name and type of all the others."""
    return found.candidates[0][0] if len({(p.name, p.type) for p, _ in found.candidates}) == 1 else None


def _as_listed(written: str, found: Resolution) -> str:
    """The name as the gazetteer writes it, when only case and the place of a mark differ: "TÂN THÀNH" → "Tân Thành"."""
    key = name_key(written)
    return next((n for p, _ in found.candidates for n in (p.name, *p.aliases) if name_key(n) == key), written)


def _type(mention: RawMention, place: Place | None) -> PlaceType | None:
    """The type that is written; the unit's own when none or several are, or when one word governs a list."""
    if mention.is_listed and place is not None and place.level == 1:
        return place.type
    if len(mention.types) == 1:
        return next(iter(mention.types))
    return place.type if place else None


def _candidates(found: Resolution) -> tuple[PlaceCandidate, ...]:
    if found.place is not None and len(found.candidates) == 1:
        return ()
    return tuple(
        PlaceCandidate(code=p.code, name=p.name, type=p.type, parent_code=p.parent_code, score=max(0.0, score))
        for p, score in found.candidates
    )


class _Sections:
    """Offset of the restored text → the headings above it."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        pieces = sorted((piece.start, piece.end, block.section) for block in blocks for piece in block.pieces)
        self._starts = [start for start, _, _ in pieces]
        self._pieces = pieces

    def __call__(self, offset: int) -> str | None:
        index = bisect_right(self._starts, offset) - 1
        return self._pieces[index][2] if index >= 0 and offset < self._pieces[index][1] else None
