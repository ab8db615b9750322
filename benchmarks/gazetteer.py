"""How fast, how right and how complete the gazetteer is.

    python benchmarks/gazetteer.py [--count 100000] [--json FILE]

Look-ups: units drawn at random from the maps of several years, their names as they are, stripped of marks, with one mark
changed, or with one letter misread; named with their district, with their province, or with only the document's province
known. Wrong but confident is a look-up that was resolved to another unit. Agreement: every unit version and link of the
checking tables (VANTHU_SHARED or ../shared), on every day both cover; skipped where they are not there.
"""

import argparse
import csv
import json
import os
import random
import sys
import time
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

from models.place import Place
from service.gazetteer import Gazetteer, Query, Territory, resolve
from service.gazetteer.keys import name_key, plain_key

DAYS = (
    date(2021, 12, 1),
    date(2022, 4, 12),
    date(2023, 6, 15),
    date(2024, 10, 1),
    date(2025, 3, 20),
    date(2025, 8, 1),
    date(2026, 6, 1),
)
SHAPES = {"o": "0ce", "c": "eo", "e": "co", "i": "l1j", "l": "i1t", "u": "n", "n": "u", "a": "o", "g": "q", "h": "b", "m": "n"}
"""Letters that engines confuse by shape."""
TONES = "\u0300\u0301\u0303\u0309\u0323"


def stripped(name: str, _: random.Random) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


def other_mark(name: str, chance: random.Random) -> str:
    """One syllable with another tone."""
    words = name.split()
    at = chance.randrange(len(words))
    base = "".join(c for c in unicodedata.normalize("NFD", words[at]) if c not in TONES)
    vowels = [i for i, c in enumerate(base) if c.lower() in "aeiouy"]
    if vowels:
        i = chance.choice(vowels) + 1
        while i < len(base) and unicodedata.combining(base[i]):
            i += 1
        words[at] = unicodedata.normalize("NFC", base[:i] + chance.choice(TONES) + base[i:])
    return " ".join(words)


def misread(name: str, chance: random.Random) -> str:
    """One letter for another of like shape."""
    places = [i for i, c in enumerate(name) if c.lower() in SHAPES]
    if not places:
        return name
    i = chance.choice(places)
    return name[:i] + chance.choice(SHAPES[name[i].lower()]) + name[i + 1 :]


NOISES = {"as written": lambda name, _: name, "no marks": stripped, "other mark": other_mark, "misread letter": misread}


def draw(gazetteer: Gazetteer, count: int, seed: int) -> list[tuple[Place, date, str, str, Query, Territory | None]]:
    """Look-ups with the unit meant; a misread name is misread in its parents' names too, half of the time."""
    chance = random.Random(seed)
    maps = {day: [p for p in gazetteer.units(day) if p.level > 1] for day in DAYS}
    drawn = []
    for _ in range(count):
        day = chance.choice(DAYS)
        place = chance.choice(maps[day])
        noise = chance.choice(list(NOISES))
        spoil = NOISES[noise]
        lost = noise == "no marks"
        above = gazetteer.lineage(place, day)[1:]
        context = chance.choice(("parents", "nearest parent", "document"))
        parents = tuple(
            Query(spoil(p.name, chance) if lost or chance.random() < 0.5 else p.name, frozenset({p.type}), marks_are_lost=lost)
            for p in (above if context == "parents" else above[:1] if context == "nearest parent" else ())
        )
        query = Query(spoil(place.name, chance), frozenset({place.type}), parents, lost)
        drawn.append((place, day, noise, context, query, Territory(place.province_code) if context == "document" else None))
    return drawn


def look_up(gazetteer: Gazetteer, count: int, seed: int = 2026) -> dict[str, object]:
    cases = draw(gazetteer, count, seed)
    started = time.process_time()
    found = [resolve(gazetteer, query, day, territory=territory) for _, day, _, _, query, territory in cases]
    seconds = time.process_time() - started
    outcomes: Counter[tuple[str, str, str]] = Counter()
    wrong = []
    for (place, day, noise, context, query, _), result in zip(cases, found, strict=True):
        outcome = str(result.status) if result.place is None else "right" if result.place.id == place.id else "wrong"
        if outcome == "wrong" and len(wrong) < 40:
            got = result.place
            beside = ", ".join(q.name for q in query.parents)
            wrong.append(f"{day} {query.name} / {beside}: {place.name} {place.id} → {got and got.id} {result.evidence}")
        outcomes[noise, context, outcome] += 1
    table = {
        f"{noise}, {context}": {o: outcomes[noise, context, o] for o in ("right", "wrong", "ambiguous", "not_found")}
        for noise in NOISES
        for context in ("parents", "nearest parent", "document")
    }
    totals = Counter(o for (_, _, o), n in outcomes.items() for _ in range(n))
    return {
        "look_ups": count,
        "cpu_seconds": round(seconds, 2),
        "wrong_but_confident": round(totals["wrong"] / count, 5),
        "right": round(totals["right"] / count, 4),
        "by_kind": table,
        "some_wrong": wrong,
    }


def shared() -> Path:
    return Path(os.environ.get("VANTHU_SHARED", Path(__file__).parents[2] / "shared")) / "data/gazetteer"


def agreement(gazetteer: Gazetteer, folder: Path) -> dict[str, object]:
    """All versions on all days of change of both, and all links; what differs is listed."""
    with (folder / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "successors.csv").open(encoding="utf-8", newline="") as file:
        links = list(csv.DictReader(file))
    first = min(row["valid_from"] for row in rows)
    days = {row["valid_from"] for row in rows} | {p.valid_from.isoformat() for p in gazetteer.places}
    days = sorted(day for day in days if day >= first)
    differences, spelling, compared = [], [], 0
    for day in days:
        theirs = {r["code"]: r for r in rows if r["valid_from"] <= day and (not r["valid_to"] or day < r["valid_to"])}
        ours = {p.code: p for p in gazetteer.units(date.fromisoformat(day))}
        compared += len(theirs.keys() | ours.keys())
        differences += [f"{day} {code}: only there" for code in sorted(theirs.keys() - ours.keys())]
        differences += [f"{day} {code}: only here" for code in sorted(ours.keys() - theirs.keys())]
        for code in sorted(ours.keys() & theirs.keys()):
            a, b = ours[code], theirs[code]
            here = (a.type.value, a.parent_code or "", name_key(a.name))
            there = (b["type"].lower(), b["parent_code"], name_key(b["name"]))
            if here != there:
                same_plain = here[:2] == there[:2] and plain_key(a.name) == plain_key(b["name"])
                (spelling if same_plain else differences).append(f"{day} {code}: {here} here, {there} there")
    here_links = {(s.old.split("@")[0], s.new, s.on.isoformat()) for s in gazetteer.successions}
    there_links = {(r["from_id"].split("@")[0], r["to_id"], r["date"]) for r in links}
    return {
        "days": len(days),
        "unit_days_compared": compared,
        "differences": differences,
        "spelling": spelling,
        "links_in_both": len(here_links & there_links),
        "links_only_here": sorted(map(list, here_links - there_links)),
        "links_only_there": sorted(map(list, there_links - here_links)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--json", type=Path, help="also write all figures and differences here")
    options = parser.parse_args()
    started = time.process_time()
    gazetteer = Gazetteer.load()
    results: dict[str, object] = {"load_cpu_seconds": round(time.process_time() - started, 3), "units": len(gazetteer.places)}
    results["look_ups"] = look_up(gazetteer, options.count)
    results["agreement"] = (
        agreement(gazetteer, shared()) if (shared() / "units.csv").exists() else "skipped: no shared gazetteer here"
    )
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for name, value in results.items():
        if not isinstance(value, dict):
            print(f"{name}: {value}")
            continue
        for key, figure in value.items():
            if isinstance(figure, dict):
                for kind, row in figure.items():
                    print(f"{name}: {kind:32} {row}")
            elif isinstance(figure, list):
                print(f"{name}: {key}: {len(figure)}", *figure[:12], sep="\n    ")
            else:
                print(f"{name}: {key}: {figure}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
