"""Names of bodies: abbreviations written out, letterhead capitals brought to running case, names cut apart.

"Sở NN&PTNT" → "Sở Nông nghiệp và Phát triển nông thôn"; "UBND TỈNH BẮC GIANG" → "Ủy ban nhân dân tỉnh Bắc Giang".
"""

import re
import tomllib
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from extractors.grammar.keys import key_of, words_pattern

_DATA = Path(__file__).with_name("agencies.toml")

UNIT_TYPES = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "TP", "TX", "TT")
"""Type words of administrative units, as they stand before a name."""


@cache
def _data() -> dict[str, dict[str, str]]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)


def _lists() -> dict[str, dict[str, list[str]]]:
    return cast("dict[str, dict[str, list[str]]]", _data())


@cache
def heads_pattern() -> re.Pattern[str]:
    """The beginning of a body's name, in the key."""
    return re.compile(rf"(?<!\w){words_pattern(tuple(_data()['heads']))}(?!\w)")


def begins_with_head(text: str) -> bool:
    """Whether a text begins like a body's name: "BAN QUẢN LÝ …", not "BÁN HÀNG …"."""
    match = heads_pattern().match(key_of(text))
    return match is not None and is_spelled_as_head(text[: match.end()])


def abbreviations() -> dict[str, str]:
    """Abbreviation → what it stands for, as the data say."""
    return dict(_data()["abbreviations"])


@cache
def _written_out() -> dict[str, str]:
    """Abbreviation → what it stands for; also without its marks ("KH&DT"), where that is no other one."""
    full = _data()["abbreviations"]
    without_marks: dict[str, set[str]] = {}
    for short, name in full.items():
        without_marks.setdefault(short.replace("Đ", "D").replace("Ư", "U"), set()).add(name)
    return full | {short: next(iter(names)) for short, names in without_marks.items() if len(names) == 1 and short not in full}


@cache
def _abbreviations() -> re.Pattern[str]:
    longest = sorted(_written_out(), key=len, reverse=True)
    spelled = "|".join(re.escape(short).replace(r"\ ", r"\s+").replace(r"\&", r"\s?&\s?") for short in longest)
    return re.compile(rf"(?<![\w&])(?:{spelled})(?![\w&])")


def write_out(name: str) -> str:
    """A body's name with its abbreviations written out; other words are left as they are."""
    return _abbreviations().sub(lambda match: _full(match.group()), name)


def _full(short: str) -> str:
    return _written_out()[re.sub(r"\s?&\s?", "&", " ".join(short.split()))]


def issuer_of_symbol(symbol: str) -> str | None:
    """The body behind the issuer's part of a symbol, where it names one body in the whole country: "TTg" → Thủ tướng."""
    stem = re.sub(r"\d+$", "", symbol)
    return _data()["symbols"].get(stem)


def is_upper(text: str) -> bool:
    """Whether most letters of a text are capitals."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= 0.7 * len(letters)


def running_case(name: str, said: str = "") -> str:
    """A name or title in capitals as it would be written in a sentence.

    Casing is taken from `said` (the document's own text) where the same words occur there in mixed case, all of them or some in a
    row; else the first word is capitalised and the names of bodies begin theirs.
    """
    if not is_upper(name):
        return name
    return _as_said(name, said) or _by_rule(name.split(), said)


def _as_said(name: str, said: str) -> str | None:
    wanted, key, at = key_of(name), key_of(said), -1
    while (at := key.find(wanted, at + 1)) >= 0:
        found = said[at : at + len(wanted)]
        if not is_upper(found) and found.lower() == name.lower():
            return found[0].upper() + found[1:]
    return None


_BODY_WORDS = frozenset({"sở", "bộ", "cục", "vụ", "ban"})


def _by_rule(words: Sequence[str], said: str) -> str:
    said = said[:LONGEST_SAID]
    key = key_of(said)
    cased: list[str] = []
    while len(cased) < len(words):
        index = len(cased)
        word, low = words[index], words[index].lower()
        bare = low.strip("“”\"'(),.:;")
        if named := _named_in(words[index:], said, key):
            cased += named
        elif word.strip("“”\"'(),.:;") in _data()["abbreviations"] or not any(c in "aeiouy" for c in key_of(bare)):
            cased.append(word)
        elif (
            index
            and cased[-1].lower() in _BODY_WORDS | {"phòng"}
            and bare not in {"nhân", "hành"}
            and cased[0].lower() in {*_BODY_WORDS, "văn", "chi"}
        ):
            cased.append(word.capitalize())
        else:
            cased.append(low)
    line = " ".join(cased)
    start = next((i for i, c in enumerate(line) if c.isalpha()), 0)
    return line[:start] + line[start].upper() + line[start + 1 :]


LONGEST_SAID = 60_000
"""Letters of a text in which casing is looked for."""
LONGEST_NAME = 8
"""Words of a name whose casing is looked for."""


def _named_in(words: Sequence[str], said: str, key: str) -> list[str]:
    """The longest name that the words begin with, cased as the text has it inside a sentence: "Khánh Hòa", "tỉnh Nghệ An"."""
    for count in range(min(LONGEST_NAME, len(words)), 1, -1):
        wanted, at = key_of(" ".join(words[:count])).strip("“”\"'(),.:;"), -1
        while (at := key.find(wanted, at + 1)) >= 0:
            found = said[at : at + len(wanted)].split()
            if len(found) == count and _is_name(found, said[max(0, at - 2) : at], said[at + len(wanted) :][:1]):
                return [_with_marks(word, name) for word, name in zip(words[:count], found, strict=True)]
    return []


def _is_name(found: Sequence[str], before: str, after: str) -> bool:
    """Whether words show the casing of a name: a capital after the first word, whose own may be that of a sentence."""
    if after.isalnum() or before[-1:].isalnum() or any(len(word) > 1 and word.isupper() for word in found):
        return False
    begins_sentence = not before.strip() or before.rstrip()[-1] in ".:;-–•"
    return any(word[0].isupper() for word in found[1:]) and not (begins_sentence and found[1][0].islower())


def _with_marks(word: str, name: str) -> str:
    """A word in the casing of the text, with the marks around it that the title has."""
    start = next((i for i, c in enumerate(word) if c.isalnum()), 0)
    bare = word[start:].rstrip("“”\"'(),.:;")
    cased = name.strip("“”\"'(),.:;")
    return word[:start] + (cased if cased.lower() == bare.lower() else bare.lower()) + word[start + len(bare) :]


def split_bodies(names: str, line_starts: Collection[int] = ()) -> tuple[str, ...]:
    """The bodies of a list in a letterhead: "BỘ TÀI CHÍNH CỤC THUẾ" → ("BỘ TÀI CHÍNH", "CỤC THUẾ").

    `line_starts` are where lines of the paper begin: there a word that may also stand inside a name begins a body.
    """
    key = key_of(names)
    cuts = [0]
    for match in heads_pattern().finditer(key):
        if (
            match.start() > cuts[-1]
            and _is_complete(names[cuts[-1] : match.start()])
            and len(names[match.start() :].split()) > 1
            and is_spelled_as_head(names[match.start() : match.end()])
            and _begins_body(key, match, at_line_start=match.start() in line_starts)
        ):
            cuts.append(match.start())
    return tuple(names[a:b].strip(" -–,;") for a, b in zip(cuts, [*cuts[1:], len(names)], strict=True))


_OPEN_END = re.compile(r"(?:\b(?:cac|cua|va|ve|chu tich|thuong truc|truc thuoc|thuc hien|van phong|ban|hoi dong|&)|-|,)\s*$")


def _is_complete(name: str) -> bool:
    return len(name.split()) >= 2 and not _OPEN_END.search(key_of(name))


@cache
def _head_words() -> frozenset[str]:
    return frozenset(head.lower() for head in _data()["heads"])


def is_spelled_as_head(written: str) -> bool:
    """Whether a head of one syllable is that word and no other with its letters: "BAN", not "BÁN"; lost marks prove nothing."""
    low = written.lower()
    return " " in low or low in _head_words() or low == key_of(low)


@cache
def _inner_heads(part: str) -> re.Pattern[str]:
    """The phrases of one list of `inner_heads`."""
    phrases: list[str] = _lists()["inner_heads"][part]
    return re.compile(rf"{words_pattern(phrases)}(?!\w)")


def _begins_body(key: str, match: re.Match[str], *, at_line_start: bool) -> bool:
    """Heads that are also inner words of names ("BỘ TƯ PHÁP", "QUỐC PHÒNG", "HỘI") count where they commonly begin one."""
    before = key[: match.start()].split()[-1:]
    joined = f"{before[0]} {key[match.start() :]}" if before else ""
    if _inner_heads("goes_on").match(key, match.start()) or _inner_heads("inside").match(joined):
        return False
    if _inner_heads("words").fullmatch(match.group()) is None:
        return True
    return at_line_start or _inner_heads("begin").match(key, match.start()) is not None


def issuer_symbols() -> tuple[str, ...]:
    """The issuers' symbols of the whole country: "TTg", "CP", "BNV"."""
    return tuple(_data()["symbols"])
