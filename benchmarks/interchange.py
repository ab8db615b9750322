"""Time and memory of large exports: 100,000 targets as spreadsheet, Parquet and SQLite.

python -m benchmarks.interchange [COUNT]
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from models.outline import Letterhead
from service.preservation.facts import Entry, Facts
from service.preservation.tables import write_parquet, write_sqlite, write_xlsx

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def entries(count: int) -> Iterator[Entry]:
    head = Letterhead(kind="Kế hoạch", number="37", symbol="KH-UBND", issuer="Ủy ban nhân dân tỉnh Nam Định")
    facts = Facts("ab" * 32, "scan.pdf", "application/pdf", 1, 2, head, NOW, NOW, "http://127.0.0.1:8080/documents/ab")
    for number in range(count):
        data = {
            "id": f"target-{number}",
            "quote": f"Có thêm {number} xã được công nhận đạt chuẩn nông thôn mới kiểu mẫu",
            "page": 1,
            "confidence": {"overall": 0.9},
            "indicator": "số xã được công nhận đạt chuẩn nông thôn mới kiểu mẫu",
            "comparator": "eq",
            "value": number,
            "unit": "xã",
            "change": "increase",
            "due": {"latest": "2023-12-31"},
        }
        yield Entry("target", data, facts, NOW)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        forms: dict[str, Callable[[Path], None]] = {
            "parquet": lambda path: write_parquet("target", entries(count), path),
            "sqlite": lambda path: write_sqlite((), entries(count), path),
            "xlsx": lambda path: write_xlsx(entries(count), path),
        }
        for name, write in forms.items():
            began = time.monotonic()
            write(Path(folder) / f"x.{name}")
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{name:8} {count:7} targets  {time.monotonic() - began:6.1f} s  process so far at most {peak:5.0f} MB")


if __name__ == "__main__":
    main()
