"""Restored text → the stretches that name an administrative unit, each with its type word and what is named beside it.

"xã Quảng Minh, huyện Việt Yên"            xã Quảng Minh (beside: huyện Việt Yên) · huyện Việt Yên
"các xã Tân Thanh, Mỹ Hà và Dương Đức"     three communes
"các tỉnh, thành phố: Huế, Quảng Trị"      two units, each of either type
"TP. Bắc Giang", "UBND TỈNH SƠN LA"        one each
"Sơn La, ngày 20 tháng 11 năm 2025"        a province without a type word
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from models.place import PlaceType
from models.spans import Span
from service.gazetteer.keys import SYLLABLE, has_marks, plain_syllable, syllable_key


class Syllable:
    """One syllable of the text at `start` to `end`; `gap` is what stands between it and the one before."""

    __slots__ = ("end", "gap", "key", "plain", "start", "text")

    def __init__(self, text: str, start: int, end: int, gap: str) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.gap = gap
        self.key = syllable_key(text)
        self.plain = plain_syllable(text)

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_all_capitals(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_name_like(self) -> bool:
        return self.is_capital or self.text.isdecimal()


@dataclass(frozen=True)
class RawMention:
    """A stretch that names a unit: `name_span` without the type word. `types` is empty for a bare name.

    `beside` are the mentions that say what it lies in, nearest first. `is_listed` when the type word governs a list;
    `levels` is what a bare name may be. `is_tentative`: "Phúc Than" in "xã Pắc Ta và Phúc Than" and "Tam Đường" in "xã Sơn
    Bình, Tam Đường" may go with the type word, may be the unit above, or may be nothing.
    """

    span: Span
    name_span: Span
    name: str
    types: frozenset[PlaceType]
    is_listed: bool = False
    is_tentative: bool = False
    levels: frozenset[int] = frozenset()
    beside: tuple["RawMention", ...] = ()


@dataclass(frozen=True)
class TypeWord:
    types: frozenset[PlaceType]
    needs: str
    length: int


@dataclass(frozen=True)
class Lexicon:
    """What a name may be: keys of unit names, by the level that bears them; the longest has `longest` syllables.

    `starts` are the keys of all beginnings of names, so that a walk over a text stops where no name goes on.
    """

    keys: dict[str, frozenset[int]]
    plain_keys: dict[str, frozenset[int]]
    longest: int
    starts: frozenset[str]
    plain_starts: frozenset[str]
    home_districts: frozenset[str] = frozenset()


def _table(name: str) -> list[dict[str, str]]:
    with files("service.gazetteer").joinpath("data", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def type_words() -> dict[tuple[str, ...], TypeWord]:
    """Type words as syllable keys, also abbreviated."""
    return {
        tuple(map(syllable_key, row["written"].split())): TypeWord(
            frozenset({PlaceType(row["type"])}), row["needs"], len(row["written"].split())
        )
        for row in _table("type_words.csv")
    }


@cache
def plain_type_words() -> dict[tuple[str, ...], TypeWord]:
    """Type words without marks; of the abbreviations only those that need no dot."""
    return {
        tuple(map(plain_syllable, row["written"].split())): TypeWord(
            frozenset({PlaceType(row["type"])}), row["needs"], len(row["written"].split())
        )
        for row in _table("type_words.csv")
        if not row["needs"]
    }


@cache
def _first_syllables() -> frozenset[str]:
    return frozenset(plain_syllable(row["written"].split()[0]) for row in _table("type_words.csv"))


@cache
def _not_places() -> dict[str, frozenset[str]]:
    found = defaultdict(set)
    for row in _table("not_places.csv"):
        found[row["kind"]].add(" ".join(map(syllable_key, row["written"].split())))
    return {kind: frozenset(words) for kind, words in found.items()}


def syllables(text: str) -> list[Syllable]:
    found, end = [], 0
    for match in SYLLABLE.finditer(text):
        found.append(Syllable(match[0], match.start(), match.end(), text[end : match.start()]))
        end = match.end()
    return found


JOINED = re.compile(r"^\s*[-–’'`.]?\s*$")  # inside a name: "Bà Rịa - Vũng Tàu"
SPACE = re.compile(r"^[ \t\xa0]*\n?[ \t\xa0]*$")
ABBREVIATED = re.compile(r"^\.[ \t\xa0]*$")
COMMA = re.compile(r"^\s*[,;/]\s*$")
OPENING = re.compile(r"^\s*(?:[:(“\"]|:\s*[-+]|…)?\s*\(?\s*$")
LIST_GAP = re.compile(r"^\s*(?:[,;]|\.\.\.|…)?\s*$")
PARENTHESIS = re.compile(r"^\s*\(\s*$")
BESIDE_GAP = re.compile(r"^\s*[,\-–(]?\s*$")
AFTER_NUMBER = {"va", "den", "thuoc", "cua"}
BESIDE = re.compile(r"\s*[,(\-–]?\s*(?:(?:thuộc|của|ở|tại|trực thuộc)\s*)?(?:địa bàn\s*)?")
BEFORE_PLACES = {"tai", "o", "va", "den", "ve", "tu"}
ALL_LEVELS = frozenset({1, 2, 3})
LEAD_INS = {("nhu",), ("gom",), ("gôm1",), ("nhu", "sau"), ("sau",), ("sau", "đây"), ("như",), ("la1",), ("cua3",), ("tư1",)}


class Scanner:
    """Walks over the syllables of a text once."""

    def __init__(self, text: str, lexicon: Lexicon, *, marks_are_lost: bool = False, found: list[Syllable] | None = None) -> None:
        self.text = text
        self.lexicon = lexicon
        self.marks_are_lost = marks_are_lost
        self.all = syllables(text) if found is None else found

    def with_home(self, districts: frozenset[str]) -> "Scanner":
        """The same text, where a district of the document's own province is known without its type word too."""
        lexicon = replace(self.lexicon, home_districts=districts)
        return Scanner(self.text, lexicon, marks_are_lost=self.marks_are_lost, found=self.all)

    def mentions(self) -> list[RawMention]:
        """All mentions in order, each tied to what is named beside it."""
        found: list[RawMention] = []
        at = 0
        while at < len(self.all):
            group = self._typed(at)
            if group is not None:
                mentions, at_next = group
                found += mentions
                if at_next > at:
                    at = at_next
                    continue
            bare = self._bare(at)
            if bare is not None:
                found.append(bare[0])
                at = bare[1]
                continue
            at += 1
        return list(self._tied(found))

    # ---- names after a type word

    def type_word(self, at: int) -> TypeWord | None:
        if self.all[at].plain not in _first_syllables():
            return None
        for length in (2, 1):
            part = self.all[at : at + length]
            if len(part) < length or (length == 2 and not (SPACE.match(part[1].gap) or part[1].gap.strip() == ".")):
                continue
            word = type_words().get(tuple(s.key for s in part))
            if word is None:
                word = plain_type_words().get(tuple(s.plain for s in part))
                is_bare = word is not None and not any(has_marks(s.text) for s in part)
                word = (
                    word if word and (self.marks_are_lost or (is_bare and self._is_sure_name(at + length, word.types))) else None
                )
            if word is not None and self._has_needs(word, at) and not self._is_other_word(at):
                return word
        return None

    def _is_sure_name(self, at: int, types: frozenset[PlaceType]) -> bool:
        """Whether a name of two syllables or more stands here letter for letter: then the word before may have lost a mark."""
        end = self._known(at, _levels(types)) if at < len(self.all) and SPACE.match(self.all[at].gap) else None
        return end is not None and end - at > 1 and all(s.is_capital for s in self.all[at:end])

    def _has_needs(self, word: TypeWord, at: int) -> bool:
        after = self.all[at + word.length].gap if at + word.length < len(self.all) else ""
        if word.needs == "dot":
            return after.startswith(".") and self.all[at].text.isupper() and not self.all[at].gap.endswith((".", "/", "-"))
        if word.needs == "dots":
            return after.startswith(".") and self.all[at + 1].gap == "."
        return True

    def _is_other_word(self, at: int) -> bool:
        """ "hợp tác xã Tân Tiến" is no commune, "Thông tấn xã Việt Nam" neither, and "cấp xã" names none."""
        return at > 0 and self.all[at - 1].plain in {"tac", "htx", "tan", "cap", "lang"} and not self.all[at].gap.strip()

    def _typed(self, at: int) -> tuple[list[RawMention], int] | None:
        word = self.type_word(at)
        if word is None:
            return None
        types, start, plural = word.types, at, self._is_plural(at)
        last, last_start = types, self.all[at].start
        at += word.length
        while (more := self._more_types(at)) is not None:
            last, last_start = more[0], self.all[more[1] - more[2]].start
            types, at, plural = types | last, more[1], True
        at, opened = self._lead_in(at, plural)
        first = self._name(at, types, opened=opened, typed=not opened)
        if first is None:
            return None
        begin = self.all[start].start if not plural and not opened else self.all[at].start
        found = [self._mention(begin, at, first, types, plural)]
        at = first
        follow = self._next_in_list if plural else self._perhaps_next
        while (step := follow(at, types)) is not None:
            mention, at = step
            found.append(mention)
        if len(found) == 1 and len(types) > 1 and not opened:
            # "các huyện, thị xã Bảo Lộc": the last word governs the one name, the others name none
            found = [replace(found[0], types=last, is_listed=False, span=Span(start=last_start, end=found[0].span.end))]
        return found, at

    def _is_plural(self, at: int) -> bool:
        if at == 0:
            return False
        before = self.all[at - 1]
        is_count = before.text.isdecimal() and len(before.text) < 3 and len(self.all[at].text) > 1
        return not self.all[at].gap.strip() and (before.plain in {"cac", "nhung", "hai", "ba", "bon"} or is_count)

    def _more_types(self, at: int) -> tuple[frozenset[PlaceType], int, int] | None:
        """ "…, thành phố" after "tỉnh": a further type that shares the names, the index after it, and its length."""
        if at >= len(self.all):
            return None
        jump = at
        if self.all[at].key == "va1" and SPACE.match(self.all[at].gap):
            jump = at + 1
        elif not COMMA.match(self.all[at].gap):
            return None
        word = self.type_word(jump) if jump < len(self.all) else None
        return (word.types, jump + word.length, word.length) if word else None

    def _lead_in(self, at: int, plural: bool) -> tuple[int, bool]:
        """Over "như:", "gồm", ":" and "(" to the first name."""
        if at < len(self.all) and plural:
            for length in (2, 1):
                words = tuple(s.key for s in self.all[at : at + length])
                if words in LEAD_INS and SPACE.match(self.all[at].gap) and at + length < len(self.all):
                    return at + length, True
        opened = at < len(self.all) and OPENING.match(self.all[at].gap) is not None and bool(self.all[at].gap.strip())
        return at, opened

    def _next_in_list(self, at: int, types: frozenset[PlaceType]) -> tuple[RawMention, int] | None:
        """The next name that the type word of a list governs."""
        jump = self._jump(at)
        end = None if jump is None else self._name(jump, types, opened=True, typed=True)
        if jump is None or end is None:
            return None
        return self._mention(self.all[jump].start, jump, end, types, True), end

    def _perhaps_next(self, at: int, types: frozenset[PlaceType]) -> tuple[RawMention, int] | None:
        """A name after "xã Pắc Ta và", "quận Ba Đình," or "xã Sơn Bình,": another of the type, or the district of the commune."""
        levels = _levels(types)
        jump = self._jump(at)
        if jump is None or 1 in levels or not self.all[jump].is_capital or self.all[jump].gap.strip() in {";", "/"}:
            return None
        if self._known(jump, frozenset({1})) is not None:
            return None
        end = self._known(jump, levels | (frozenset({2}) if levels == {3} else frozenset()))
        if end is None or end - jump < 2 or not all(s.is_name_like for s in self.all[jump:end]):
            return None
        after = self.all[end] if end < len(self.all) and self.all[end].gap == " " else None
        if after is not None and after.is_capital:
            return None
        return replace(self._mention(self.all[jump].start, jump, end, types, True), is_tentative=True), end

    def _jump(self, at: int) -> int | None:
        """Over a comma or "và" to the next name; None where no list goes on."""
        if at >= len(self.all):
            return None
        jump = at
        if self.all[at].key in {"va1", "đên2", "hoăc5"} and LIST_GAP.match(self.all[at].gap) and at + 1 < len(self.all):
            jump = at + 1
            if not SPACE.match(self.all[jump].gap):
                return None
        elif not COMMA.match(self.all[at].gap) and self.all[at].gap.strip() not in {"-", "–"}:
            return None
        return None if self.type_word(jump) is not None else jump

    def _mention(self, begin: int, at: int, end: int, types: frozenset[PlaceType], listed: bool) -> RawMention:
        name_span = Span(start=self.all[at].start, end=self.all[end - 1].end)
        name = " ".join(name_span.of(self.text).split())
        return RawMention(Span(start=begin, end=name_span.end), name_span, name, types, listed)

    def _name(self, at: int, types: frozenset[PlaceType], *, opened: bool, typed: bool) -> int | None:
        """The index after the name that starts here: the longest known one, else a run of capitalised syllables."""
        if not self._may_start_name(at, opened=opened):
            return None
        levels = _levels(types)
        known = self._known(at, levels) or self._known_plainly(at, levels)
        if known is not None and self._looks_like_name(at, known, levels):
            return known
        is_unknown = known is None and typed and PlaceType.PROVINCE not in types and self.all[at].gap.isspace()
        return self._unknown(at) if is_unknown else None

    def _may_start_name(self, at: int, *, opened: bool) -> bool:
        if at >= len(self.all) or self.type_word(at) is not None:
            return False
        here = self.all[at]
        is_near = opened or SPACE.match(here.gap) or ABBREVIATED.match(here.gap)
        return bool(is_near) and (not here.text.isdecimal() or self._is_number_name(at))

    def _known_plainly(self, at: int, levels: frozenset[int]) -> int | None:
        """A unit's name with its marks lost or misread; not after an abbreviation, where any word could stand.

        In a text that has its marks, one syllable with other marks is another word: "xã; Hỗ trợ".
        """
        if ABBREVIATED.match(self.all[at].gap):
            return None
        known = self._known(at, levels, plainly=True)
        return None if known == at + 1 and not self.marks_are_lost else known

    def _unknown(self, at: int) -> int | None:
        """Two to four capitalised syllables on one line: a name that no unit bears."""
        end = self._run(at)
        is_name = 2 <= end - at <= 4 and "\n" not in self.all[at].gap and not any(s.is_all_capitals for s in self.all[at:end])
        return end if is_name else None

    def _is_number_name(self, at: int) -> bool:
        """ "Phường 1", but not "phường, 19 xã", "xã 10%" and not the number of the next line."""
        if self.text[self.all[at].end :][:2].lstrip().startswith("%"):
            return False
        after = self.all[at + 1] if at + 1 < len(self.all) else None
        counts = after is not None and after.gap.isspace() and not after.is_capital and after.plain not in AFTER_NUMBER
        is_part = after is not None and after.gap in {".", ",", "/", "-"} and after.text[0].isdecimal()
        is_near = re.fullmatch(r"[ ,.\xa0]*", self.all[at].gap) is not None
        is_mean = self.marks_are_lost and at > 0 and not self.all[at - 1].is_capital  # "binh quan 05"
        return len(self.all[at].text) <= 2 and is_near and not (counts or is_part or is_mean)

    def _known(self, at: int, levels: frozenset[int], *, plainly: bool = False) -> int | None:
        """The index after the longest run of syllables that is the name of a unit at one of the levels."""
        keys = self.lexicon.plain_keys if plainly else self.lexicon.keys
        best, joined = None, ""
        for end in range(at, min(len(self.all), at + self.lexicon.longest)):
            here = self.all[end]
            if end > at and not JOINED.match(here.gap):
                break
            joined += (" " if joined else "") + (here.plain if plainly else here.key)
            if (found := keys.get(joined)) is not None and found & levels:
                best = end + 1
            if joined not in (self.lexicon.plain_starts if plainly else self.lexicon.starts):
                break
        if best == at + 1 and "\n" in self.all[at].gap:
            return None
        return best

    def _looks_like_name(self, at: int, end: int, levels: frozenset[int]) -> bool:
        """Each syllable capitalised; small letters only for a province ("thành phố hà nội")."""
        part = self.all[at:end]
        if all(s.is_name_like for s in part):
            return not self._is_initials(at, end)
        is_small = len(part) > 1 and not any(s.is_capital for s in part)
        return (1 in levels and is_small) or self._has_particles(part)

    def _is_initials(self, at: int, end: int) -> bool:
        """A single upper-case word after a small type word is an abbreviation: "xã NTM"."""
        word = self.all[at].text
        if end > at + 1 or not self.all[at].is_all_capitals or self._is_upper(at - 1, at):
            return False
        return len(word) <= 4 and word not in {"HCM"} and not _is_roman(word)

    def _has_particles(self, part: Sequence[Syllable]) -> bool:
        """ "Nông trường Việt Trung", "Phong Điền": names that hold common words keep those small."""
        return part[0].is_capital and part[-1].is_capital and len(part) >= 4

    def _is_upper(self, at: int, end: int) -> bool:
        part = self.all[max(0, at) : end]
        return bool(part) and all(s.text.isupper() for s in part)

    def _run(self, at: int) -> int:
        """The index after the run of capitalised syllables."""
        end = at
        while end < len(self.all) and self.all[end].is_name_like and (end == at or SPACE.match(self.all[end].gap)):
            if end > at and (self.type_word(end) is not None or self.all[end].text.isdecimal() or "\n" in self.all[end].gap):
                break
            end += 1
        return end

    # ---- names without one

    def _bare(self, at: int) -> tuple[RawMention, int] | None:
        """A province, or a district of the document's own province, named without its type; or the place of a letterhead."""
        if not self.all[at].is_capital:
            return None
        if (end := self._known(at, frozenset({1})) or self._stripped_province(at)) is not None:
            return self._untyped(at, end, frozenset({1})) if self._stands_alone(at, end, 1) else None
        if (end := self._known(at, ALL_LEVELS)) is not None and self._is_dateline(end) and self._starts_line(at):
            return self._untyped(at, end, ALL_LEVELS)
        if (end := self._known(at, frozenset({3}))) is not None and self._is_above_next(at, end):
            mention, end = self._untyped(at, end, frozenset({3}))
            return replace(mention, is_tentative=True), end
        if self.lexicon.home_districts and (end := self._known_home(at)) is not None and self._stands_alone(at, end, 2):
            return self._untyped(at, end, frozenset({2}))
        return None

    def _stripped_province(self, at: int) -> int | None:
        """ "Lam Dong": a province all of whose marks are lost; not "Thanh Hoà", which is another name."""
        end = self._known_plainly(at, frozenset({1}))
        is_stripped = end is not None and end - at > 1 and not any(has_marks(s.text) for s in self.all[at:end])
        return end if is_stripped and end is not None and not self._is_upper(at, end) else None

    def _is_above_next(self, at: int, end: int) -> bool:
        """ "Xuân Thành, huyện Nghi Xuân": a name that starts afresh and is followed by a larger unit with its type."""
        before = self.all[at - 1].plain if at else ""
        is_fresh = at == 0 or not SPACE.match(self.all[at].gap) or "\n" in self.all[at].gap or before in BEFORE_PLACES
        if not is_fresh or end - at < 2 or end >= len(self.all) or not BESIDE_GAP.match(self.all[end].gap):
            return False
        word = self.type_word(end)
        return word is not None and 3 not in _levels(word.types) and all(s.is_name_like for s in self.all[at:end])

    def _untyped(self, at: int, end: int, levels: frozenset[int]) -> tuple[RawMention, int]:
        span = Span(start=self.all[at].start, end=self.all[end - 1].end)
        return RawMention(span, span, " ".join(span.of(self.text).split()), frozenset(), levels=levels), end

    def _starts_line(self, at: int) -> bool:
        """At the start of a line, or of a cell: "Số: 7/KH-UBND | Tân Phong, ngày …"."""
        gap = self.all[at].gap
        return at == 0 or "\n" in gap or "|" in gap

    def _known_home(self, at: int) -> int | None:
        joined: list[str] = []
        best = None
        for end in range(at, min(len(self.all), at + 5)):
            if end > at and not JOINED.match(self.all[end].gap):
                break
            joined.append(self.all[end].key)
            if len(joined) > 1 and " ".join(joined) in self.lexicon.home_districts:
                best = end + 1
        return best

    def _stands_alone(self, at: int, end: int, level: int) -> bool:
        """Not part of a person's, a street's or an ocean's name."""
        part, words = self.all[at:end], _not_places()
        name = " ".join(s.key for s in part)
        if not all(s.is_capital for s in part):
            return False
        if name in words["person"]:
            return self._is_listed(at, end) or self._is_dateline(end)
        before = self.all[at - 1] if at and SPACE.match(part[0].gap) and "\n" not in part[0].gap else None
        after = self.all[end] if end < len(self.all) and self.all[end].gap in {" ", "\xa0"} else None
        is_upper = all(s.text.isupper() for s in part)
        if name in words["common"] and not self._is_listed(at, end) and (is_upper or (before and not before.is_capital)):
            return False
        return not (
            (before is not None and self._is_owned(at, before, name, level))
            or (after is not None and f"{name} {after.key}" in words["longer"])
            or (after is not None and after.is_capital and not is_upper and level == 2)
        )

    def _is_owned(self, at: int, before: Syllable, name: str, level: int) -> bool:
        """Whether the word before makes the name another thing's: a person's, a street's, a longer name."""
        words = _not_places()
        two = f"{self.all[at - 2].key} {before.key}" if at > 1 else ""
        return (
            (before.is_capital and before.key in words["name"])
            or before.key in words["before"]
            or two in words["before"]
            or f"{before.key} {name}" in words["longer"]
            or (level == 2 and before.is_capital and not before.text.isupper())
        )

    def _is_dateline(self, end: int) -> bool:
        return end < len(self.all) and self.all[end].plain == "ngay" and "," in self.all[end].gap

    def _is_listed(self, at: int, end: int) -> bool:
        """Between other provinces: "Hà Nội, Hồ Chí Minh"."""
        for start in range(max(0, at - 4), at):
            if self._known(start, frozenset({1})) == at and "," in self.all[at].gap:
                return True
        return end < len(self.all) and "," in self.all[end].gap and self._known(end, frozenset({1})) is not None

    # ---- what is named beside

    def _tied(self, found: list[RawMention]) -> Iterator[RawMention]:
        """Ties each mention to the larger units that follow at once: ", huyện Việt Yên", " (huyện Tiền Hải)", " thuộc tỉnh …"."""
        tied: list[RawMention] = []
        for i in range(len(found) - 1, -1, -1):
            mention = found[i]
            following = found[i + 1] if i + 1 < len(found) else None
            if following is not None and self._holds(mention, following):
                beside = (replace(tied[-1], beside=()), *tied[-1].beside)
                mention = replace(mention, beside=beside)
            tied.append(mention)
        yield from self._shared(list(reversed(tied)))

    def _shared(self, found: list[RawMention]) -> Iterator[RawMention]:
        """What is named beside the last of a list holds for the whole list: "các xã A, B và C, huyện D"."""
        result = list(found)
        for i in range(len(result) - 2, -1, -1):
            here, after = result[i], result[i + 1]
            is_same_list = (here.is_listed or after.is_tentative) and after.is_listed and here.types == after.types
            between = self.text[here.span.end : after.span.start]
            is_next = is_same_list and re.fullmatch(r"\s*(?:[,;]|và|,\s*và)\s*", between) is not None
            # a parent in parentheses is that one's alone
            if is_next and after.beside and not here.beside and "(" not in self.text[after.span.end : after.beside[0].span.start]:
                result[i] = replace(here, beside=after.beside)
        yield from result

    def _holds(self, mention: RawMention, following: RawMention) -> bool:
        between = self.text[mention.span.end : following.span.start]
        if not (mention.types or mention.is_tentative) or len(between) > 24 or not BESIDE.fullmatch(between):
            return False
        if not following.types and ("\n" in between or not between.strip()):
            return False
        lowest = min(_levels(following.types) if following.types else following.levels)
        own = max(_levels(mention.types) or mention.levels)
        return lowest < own and mention.types != following.types


def _is_roman(text: str) -> bool:
    return re.fullmatch(r"[IVX]+", text) is not None


@cache
def _levels(types: frozenset[PlaceType]) -> frozenset[int]:
    levels = {
        PlaceType.PROVINCE: {1},
        PlaceType.CITY: {1, 2},
        PlaceType.URBAN_DISTRICT: {2},
        PlaceType.DISTRICT: {2},
        PlaceType.TOWN: {2},
    }
    return frozenset(level for t in types for level in levels.get(t, {3}))
