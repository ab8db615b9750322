"""Records against gold documents: precision, recall, F1 found and whole for each kind, and what was gained and lost.

    python -m benchmarks.records                     clean text of samples/ and of the shared development documents
    python -m benchmarks.records --stage scan        the samples' scans, through recognition and restoration
    python -m benchmarks.records --errors            and every record that was missed or made up
    python -m benchmarks.records --keep              keep this result as benchmarks/results/records-<version>.json

The shared documents lie in $VANTHU_SHARED or beside the repository in ../shared; without them only the samples are scored, and
this is said. A kept result holds no text, only fingerprints of the records, so that it may lie in the repository.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks._scoring import KINDS, Record, Score, plain, score
from service import __version__
from service.bootstrap import build_toolbox
from service.reading import Toolbox, read
from service.scans import open_scan
from service.settings import Settings

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results")
STAGES = ("text", "scan")


@dataclass(frozen=True)
class Gold:
    """A document with its gold records: `set_name` is samples or dev, `files` one file a stage."""

    set_name: str
    name: str
    records: dict[str, list[Record]]
    files: dict[str, Path]


def shared_directory() -> Path | None:
    """Where the shared data lie, if they do."""
    place = Path(os.environ.get("VANTHU_SHARED", ROOT.parent / "shared"))
    return place if (place / "data" / "dev" / "text").is_dir() else None


def gold_documents() -> Iterator[Gold]:
    """The samples of the repository, then the shared development documents."""
    for path in sorted((ROOT / "samples").glob("*/records.json")):
        files = {"text": path.with_name("truth.txt"), "scan": path.with_name("scan.pdf")}
        yield Gold("samples", path.parent.name, json.loads(path.read_text("utf-8")), _there(files))
    shared = shared_directory()
    if shared is None:
        print("the shared development documents are not there; only samples/ is scored", file=sys.stderr)
        return
    for path in sorted((shared / "data" / "dev" / "text").glob("*.gold.json")):
        files = {"text": path.with_name(path.name.replace(".gold.json", ".txt"))}
        yield Gold("dev", path.name.split(".")[0], json.loads(path.read_text("utf-8")), _there(files))


def _there(files: dict[str, Path]) -> dict[str, Path]:
    return {stage: path for stage, path in files.items() if path.is_file()}


def read_records(path: Path, toolbox: Toolbox) -> dict[str, list[Record]]:
    """The records of one file through the whole flow, as `vanthu read --json` prints them."""
    understood = read(open_scan(path.read_bytes(), path.name, Settings()), toolbox)
    reading: dict[str, Any] = json.loads(understood.reading.model_dump_json())
    return {kind: reading[kind] for kind in KINDS}


def fingerprint(record: Record) -> str:
    """What a record is known by in a kept result: its values and quote, hashed."""
    parts = (record.get(name) for name in ("quote", "value", "upper", "body", "clause", "number", "name", "latest", "task"))
    return hashlib.sha256("\x1f".join(plain(part) for part in parts).encode()).hexdigest()[:12]


def evaluate(stage: str, toolbox: Toolbox) -> dict[tuple[str, str], dict[str, Score]]:
    """Scores by (set, document) and kind."""
    scores = {}
    for gold in gold_documents():
        if stage in gold.files:
            records = read_records(gold.files[stage], toolbox)
            kinds = {kind: gold.records[kind] for kind in KINDS if kind in gold.records}
            scores[gold.set_name, gold.name] = {kind: score(kind, wanted, records[kind]) for kind, wanted in kinds.items()}
    return scores


def totals(scores: dict[tuple[str, str], dict[str, Score]], set_name: str) -> dict[str, Score]:
    """One score a kind over the documents of a set."""
    added: dict[str, Score] = {}
    for (name, _), kinds in scores.items():
        if name == set_name:
            for kind, one in kinds.items():
                added[kind] = added.get(kind, Score()) + one
    return added


def as_result(scores: dict[tuple[str, str], dict[str, Score]]) -> dict[str, Any]:
    """What is kept of one stage: figures, and fingerprints of what was found and made up."""
    return {
        "figures": {name: {kind: _figures(one) for kind, one in totals(scores, name).items()} for name in ("samples", "dev")},
        "documents": {
            f"{set_name}/{name}": {
                kind: {"found": sorted(fingerprint(g) for g, _ in one.pairs), "made_up": sorted(map(fingerprint, one.made_up))}
                for kind, one in kinds.items()
            }
            for (set_name, name), kinds in scores.items()
        },
    }


def _figures(one: Score) -> dict[str, float]:
    return {
        "gold": one.gold,
        "read": one.read,
        "precision": round(one.precision, 4),
        "recall": round(one.recall, 4),
        "f1_found": round(one.f1_found, 4),
        "f1_whole": round(one.f1_whole, 4),
    }


def last_kept() -> tuple[str, dict[str, Any]] | None:
    """The newest kept result, by its file's release."""
    kept = sorted(RESULTS.glob("records-*.json"), key=lambda path: [int(p) for p in path.stem.split("-")[1].split(".")])
    return (kept[-1].name, json.loads(kept[-1].read_text("utf-8"))) if kept else None


def print_scores(scores: dict[tuple[str, str], dict[str, Score]], *, errors: bool) -> None:
    for set_name in ("samples", "dev"):
        for kind, one in totals(scores, set_name).items():
            print(
                f"  {set_name:8} {kind:12} gold {one.gold:4} read {one.read:4}  P {one.precision:.3f}  R {one.recall:.3f}"
                f"  F1 found {one.f1_found:.3f}  whole {one.f1_whole:.3f}"
            )
    if errors:
        for (set_name, name), kinds in scores.items():
            for kind, one in kinds.items():
                _print_records(f"{set_name}/{name} {kind}", {"missed": one.missed, "made up": one.made_up})


def _print_records(where: str, groups: dict[str, list[Record]]) -> None:
    for what, records in groups.items():
        for record in records:
            print(f"  {where} {what}: {record.get('quote') or record.get('number')}")


def print_changes(scores: dict[tuple[str, str], dict[str, Score]], before: dict[str, Any], name: str) -> None:
    """The records that were gained and lost against a kept result."""
    print(f"  against {name}:")
    gained = lost = 0
    for (set_name, document), kinds in scores.items():
        known = before.get("documents", {}).get(f"{set_name}/{document}")
        if known is None:
            print(f"  {set_name}/{document} is new")
            continue
        for kind, one in kinds.items():
            was = known.get(kind, {"found": [], "made_up": []})
            found, made_up = {fingerprint(g): g for g, _ in one.pairs}, {fingerprint(r): r for r in one.made_up}
            groups = {
                "gained": [g for key, g in found.items() if key not in was["found"]],
                "lost": [g for g in one.missed if fingerprint(g) in was["found"]],
                "newly made up": [r for key, r in made_up.items() if key not in was["made_up"]],
            }
            gone = len(set(was["made_up"]) - set(made_up))
            gained += len(groups["gained"]) + gone
            lost += len(groups["lost"]) + len(groups["newly made up"])
            _print_records(f"{set_name}/{document} {kind}", groups)
            if gone:
                print(f"  {set_name}/{document} {kind} no longer made up: {gone}")
    print(f"  {gained} better, {lost} worse")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--stage", choices=[*STAGES, "all"], default="text")
    parser.add_argument("--errors", action="store_true", help="list what was missed and what was made up")
    parser.add_argument("--keep", action="store_true", help="keep the result for this release")
    options = parser.parse_args(arguments)
    toolbox = build_toolbox(Settings())
    kept = last_kept()
    result: dict[str, Any] = {}
    for stage in STAGES if options.stage == "all" else (options.stage,):
        begun = time.perf_counter()
        scores = evaluate(stage, toolbox)
        print(f"{stage}: {len(scores)} documents in {time.perf_counter() - begun:.1f} s")
        print_scores(scores, errors=options.errors)
        if kept is not None and stage in kept[1]:
            print_changes(scores, kept[1][stage], kept[0])
        result[stage] = as_result(scores)
    if options.keep:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"records-{__version__}.json"
        before = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        path.write_text(json.dumps(before | result, ensure_ascii=False, indent=1) + "\n", "utf-8")
        print(f"kept as {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
