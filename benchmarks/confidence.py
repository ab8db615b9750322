"""Whether confidence means what it says: expected calibration error, and precision at the threshold of auto-accept.

    python -m benchmarks.confidence            measure on samples/ and the shared development documents, text and scan
    python -m benchmarks.confidence --build    count again how often each rule is right, and write extractors/confidence.json

The counts are those of the gold documents, plus benchmarks/judged.json: records of plans, directives, conclusions and
decisions of 2025 that no gold exists for, read through by hand, rule by rule.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._scoring import KINDS, Record, score
from benchmarks.records import ROOT, gold_documents, read_records
from extractors.confidence import AUTO_ACCEPT
from service.bootstrap import build_toolbox
from service.settings import Settings

JUDGED = Path(__file__).with_name("judged.json")
TABLE = ROOT / "extractors" / "confidence.json"
CALIBRATED = ("targets", "decisions", "assignments", "citations", "deadlines")
MOST_OF_ONE_DOCUMENT = 20
"""The cells of one table stand or fall together, so that a document counts no more than this for a rule."""
LEVELS = (0.0, 0.5, 0.7, 0.9)
"""Where the levels of recognition begin, by the least sure word or edit of a record."""


@dataclass(frozen=True)
class Seen:
    """A record that was read, and whether it is one of the gold records."""

    document: str
    stage: str
    kind: str
    record: Record
    is_right: bool

    @property
    def overall(self) -> float:
        return float(self.record["confidence"]["overall"])

    @property
    def evidence(self) -> float:
        return float(min(self.record["confidence"]["ocr"], self.record["confidence"]["restoration"]))


def see() -> tuple[list[Seen], int]:
    """Every record of every gold document and stage, optional ones left out; and how many gold records there are."""
    toolbox, seen, gold_count = build_toolbox(Settings()), [], 0
    for gold in gold_documents():
        for stage, path in gold.files.items():
            records = read_records(path, toolbox)
            for kind in CALIBRATED:
                if kind not in KINDS or kind not in gold.records:
                    continue
                one = score(kind, gold.records[kind], records[kind])
                seen += [Seen(gold.name, stage, kind, got, True) for _, got in one.pairs]
                seen += [Seen(gold.name, stage, kind, got, False) for got in one.made_up]
                gold_count += one.gold
    return seen, gold_count


def calibration_error(seen: Sequence[Seen], bins: int = 10) -> float:
    """The mean distance between confidence and share of right records, over equal bins of confidence."""
    groups: dict[int, list[Seen]] = defaultdict(list)
    for one in seen:
        groups[min(bins - 1, int(one.overall * bins))].append(one)
    gaps = (abs(sum(o.overall for o in group) - sum(o.is_right for o in group)) for group in groups.values())
    return sum(gaps) / max(1, len(seen))


def report(seen: Sequence[Seen], gold_count: int, name: str) -> None:
    accepted = [one for one in seen if one.overall >= AUTO_ACCEPT]
    right = sum(one.is_right for one in accepted)
    print(
        f"{name:12} {len(seen):4} records  calibration error {calibration_error(seen):.3f}  at {AUTO_ACCEPT}: "
        f"precision {right / max(1, len(accepted)):.3f}, {right / max(1, gold_count):.0%} of the gold records"
    )


def build(seen: Sequence[Seen]) -> None:
    """Count rules on clean text, and levels of recognition on scans; write the table."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for rule, (right, read) in json.loads(JUDGED.read_text("utf-8"))["rules"].items():
        counts[rule][0] += right
        counts[rule][1] += read
    for (_, rule), group in _by_document_and_rule(seen).items():
        weight = min(1.0, MOST_OF_ONE_DOCUMENT / len(group))
        counts[rule][0] += round(weight * sum(one.is_right for one in group))
        counts[rule][1] += round(weight * len(group))
    table = {
        "about": "right and read records by rule; what evidence takes off. Built by python -m benchmarks.confidence --build",
        "patterns": {rule: counts[rule] for rule in sorted(counts)},
        "evidence": _evidence([one for one in seen if one.stage == "scan"]),
    }
    TABLE.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"wrote {TABLE.relative_to(ROOT)}")


def _by_document_and_rule(seen: Sequence[Seen]) -> dict[tuple[str, str], list[Seen]]:
    groups: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for one in seen:
        if one.stage == "text" and "/" in one.record["extractor"]["name"]:
            groups[one.document, one.record["extractor"]["name"]].append(one)
    return groups


def _evidence(scanned: Sequence[Seen]) -> list[tuple[float, float]]:
    """For each level the share of right records against that of clean text, pulled to a line, never falling."""
    factors = []
    for low, high in zip(LEVELS, (*LEVELS[1:], 1.01), strict=True):
        level = [one for one in scanned if low <= one.evidence < high]
        expected = 0.7 + 0.3 * (low + min(1.0, high)) / 2
        share = (sum(one.is_right for one in level) + 10 * expected) / (len(level) + 10)
        factors.append(share)
    rising = [max(factors[: i + 1]) for i in range(len(factors))]
    return [(low, round(min(1.0, factor / rising[-1]), 3)) for low, factor in zip(LEVELS, rising, strict=True)]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--build", action="store_true", help="write extractors/confidence.json")
    options = parser.parse_args(arguments)
    seen, gold_count = see()
    if options.build:
        build(seen)
        return 0
    report(seen, gold_count, "all")
    for kind in CALIBRATED:
        of_kind = [one for one in seen if one.kind == kind]
        gold_of_kind = gold_count * len(of_kind) // max(1, len(seen))
        report(of_kind, gold_of_kind, kind)
    return 0


if __name__ == "__main__":
    sys.exit(main())
