"""How fast the service answers when it holds a great deal: 100,000 documents, 2,000,000 records.

    python -m benchmarks.api --documents 100000                       SQLite
    python -m benchmarks.api --documents 100000 --postgresql          a PostgreSQL of its own

The documents are made up from word lists, straight into the tables; every question goes over HTTP's door (the WSGI
application) and is asked several times with other values. Prints one JSON object with the 95th percentile of each question in
milliseconds, and the growth of memory while all targets are streamed.
"""

import argparse
import json
import resource
import statistics
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from service.app import create_app, settle
from service.settings import Settings
from service.store import Store, derived
from service.store.acts import full_number
from service.store.keys import folded, plain, words_of
from service.store.tables import CounterRow, DocumentRow, PageTextRow, RecordPlaceRow, RecordRow, now
from tests.flow.desk import open_text

WORDS = (Path(__file__).parent / "words.txt").read_text().split()
UNITS = ("xã", "%", "hộ", "thôn", "triệu đồng/người/năm", "km", "tiêu chí", "sản phẩm", "người", "tỷ đồng")
KINDS = ("Kế hoạch", "Quyết định", "Báo cáo", "Thông báo", "Công văn")
BODIES = tuple(f"Sở {name}" for name in ("Nội vụ", "Tài chính", "Y tế", "Xây dựng", "Tư pháp", "Công Thương"))
COMMON = tuple(" ".join(WORDS[begin : begin + 5]) for begin in range(0, 50, 5))
"""Indicators of the whole year that many plans have, so that some contradict each other."""
PER_DOCUMENT = {"target": 6, "deadline": 4, "citation": 4, "assignment": 4, "place": 2}
BATCH, BASE = 500, 2000


def documents(amount: int, seed: int = 1) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]]:
    """A document with its records and its page texts, as rows."""
    chance, keys = Random(seed), count(1)
    for number in range(1, amount + 1):
        issued, serial = date(2021, 1, 1) + timedelta(days=chance.randrange(2100)), str(chance.randrange(1, 4000))
        document = {
            "id": f"{number:064x}",
            "number_in_line": number,
            "filename": f"{number}.pdf",
            "media_type": "application/pdf",
            "size_bytes": 1,
            "source": "pdf",
            "page_count": 2,
            "state": "done",
            "review_state": "unseen",
            "priority": 100,
            "revision": 1,
            "added_at": now(),
            "updated_at": now(),
            "current_reading": None,
            "kind": chance.choice(KINDS),
            "number": serial,
            "symbol": "KH-UBND",
            "full_number": full_number(serial, "KH-UBND"),
            "issuer": "Ủy ban nhân dân tỉnh",
            "issuer_key": f"uy ban nhan dan tinh {chance.randrange(63)}",
            "issued": issued,
            "title": " ".join(chance.choices(WORDS, k=12)),
            "name_key": f"{number}.pdf",
            "subject_year": issued.year,
            "record_counts": {},
        }
        found = [
            record(chance, next(keys), document, kind, position)
            for kind, times in PER_DOCUMENT.items()
            for position in range(times)
        ]
        yield document, found, [page(chance, document["id"], n) for n in (1, 2)]


def record(chance: Random, key: int, document: dict[str, Any], kind: str, position: int) -> dict[str, Any]:
    is_common = kind == "target" and chance.random() < 0.05
    subject = chance.choice(COMMON) if is_common else " ".join(chance.choices(WORDS, k=8))
    value = float(chance.randrange(1, 5000)) / 10
    due = document["issued"] + timedelta(days=chance.randrange(30, 700))
    is_timed = kind in ("target", "deadline") and not is_common
    quote = f"{subject} đạt {value}"
    data = {"id": f"{kind}-{key:016x}", "quote": quote, "page": 1, "boxes": [[1, 72, 72, 300, 90]], "text_span": [0, 10]}
    change, unit, cited = (
        chance.choice(("level", "increase", "cumulative")),
        chance.choice(UNITS),
        f"{chance.randrange(1, 9000)}/QĐ-TTg",
    )
    if kind == "target":
        data |= {"indicator": subject, "value": value, "comparator": "ge", "change": change, "unit": unit, "places": []}
        data["due"] = {"earliest": None, "latest": due.isoformat() if is_timed else None}
    return {
        "key": key,
        "id": data["id"],
        "document_id": document["id"],
        "reading": 1,
        "kind": kind,
        "page": 1,
        "position": position,
        "quote": quote,
        "section": "II.1",
        "confidence": chance.random(),
        "review_state": "unseen",
        "origin": "reader",
        "subject": subject,
        "subject_key": plain(subject),
        "comparator": "ge" if kind == "target" else None,
        "change": change if kind == "target" else None,
        "value_low": value if kind == "target" else None,
        "value_high": value if kind == "target" else None,
        "unit": unit if kind == "target" else None,
        "due_earliest": None,
        "due_latest": due if is_timed else None,
        "every": None,
        "role": {"citation": "basis", "assignment": "lead", "deadline": "before", "place": "resolved"}.get(kind),
        "body": (body := chance.choice(BODIES)) if kind == "assignment" else None,
        "body_key": plain(body) if kind == "assignment" else None,
        "cited_number": cited if kind == "citation" else None,
        "instrument_key": cited if kind == "citation" else None,
        "document_kind": document["kind"],
        "document_number": document["number"],
        "document_issuer_key": document["issuer_key"],
        "document_issued": document["issued"],
        "quantity": None,
        "data": data,
        "updated_at": now(),
    }


def page(chance: Random, document_id: str, number: int) -> dict[str, Any]:
    text = " ".join(chance.choices(WORDS, k=150)) + f" mã{chance.randrange(100_000)}"
    places, at = [], 0
    for word in text.split(" "):
        places.append([at, at + len(word), number, 72, 72, 90, 84])
        at += len(word) + 1
    return {
        "document_id": document_id,
        "page": number,
        "start": 0,
        "text": text,
        "folded": folded(words_of(text)),
        "plain": plain(words_of(text)),
        "places": zlib.compress(json.dumps(places).encode(), 1),
    }


def places_of(found: dict[str, Any], chance: Random) -> list[dict[str, Any]]:
    """A commune, its district, its province, on the old map; the province on the new."""
    if found["kind"] not in ("target", "place"):
        return []
    province = f"{chance.randrange(1, 64):02d}"
    codes = (("old", province), ("old", f"{chance.randrange(700):03d}"), ("new", province))
    return [{"record_key": found["key"], "map": m, "code": code, "kind": found["kind"], "is_direct": False} for m, code in codes]


def fill(store: Store, amount: int) -> float:
    """The first documents one by one, the rest as copies of these; returns the seconds."""
    began, chance, base = time.monotonic(), Random(2), min(amount, BASE)
    source = documents(base)
    while batch := [made for made, _ in zip(source, range(BATCH), strict=False)]:
        rows = [row for _, found, _ in batch for row in found]
        with store.writing() as session:
            session.execute(sa.insert(DocumentRow), [document for document, _, _ in batch])
            session.execute(sa.insert(RecordRow), rows)
            session.execute(sa.insert(RecordPlaceRow), [place for row in rows for place in places_of(row, chance)])
            session.execute(sa.insert(PageTextRow), [text for _, _, texts in batch for text in texts])
    multiply(store, base, amount // base)
    with store.writing() as session:
        session.execute(sa.update(CounterRow).where(CounterRow.name == "documents").values(value=amount))
        derived.anew(session)
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
    return time.monotonic() - began


def multiply(store: Store, amount: int, times: int) -> None:
    """Copy the first `amount` documents `times` - 1 times, with other ids, days and values: faster than making each anew."""
    is_sqlite = store.engine.dialect.name == "sqlite"
    later = "date({c}, '+' || :k || ' days')" if is_sqlite else "({c} + :k)"
    name = "printf('%064x', {n} + :docs)" if is_sqlite else "lpad(to_hex({n} + :docs), 64, '0')"
    per = amount * sum(PER_DOCUMENT.values())
    columns = {
        t.__tablename__: [c.key for c in t.__table__.columns] for t in (DocumentRow, RecordRow, RecordPlaceRow, PageTextRow)
    }
    number_of = "(SELECT number_in_line FROM documents d WHERE d.id = t.document_id)"
    other = {
        "documents": {
            "id": name.format(n="t.number_in_line"),
            "number_in_line": "t.number_in_line + :docs",
            "issued": later.format(c="t.issued"),
        },
        "records": {
            "key": "t.key + :records",
            "id": "t.kind || '-' || :k || '-' || t.key",
            "document_id": name.format(n=number_of),
            "due_latest": later.format(c="t.due_latest"),
            "document_issued": later.format(c="t.document_issued"),
            "value_low": "t.value_low + :k * 0.01",
            "cited_number": "CAST((t.key + :records) % 9000 AS TEXT) || '/QĐ-TTg'",
        },
        "record_places": {"record_key": "t.record_key + :records"},
        "page_texts": {"key": "t.key + :pages", "document_id": name.format(n=number_of)},
    }
    first = {"documents": "number_in_line <= :amount", "records": "key <= :per", "record_places": "record_key <= :per"}
    for k in range(1, times):
        values = {"k": k, "docs": k * amount, "records": k * per, "pages": k * 2 * amount, "amount": amount, "per": per}
        with store.writing() as session:
            for table, names in columns.items():
                chosen = ", ".join(other[table].get(column, f"t.{column}") for column in names)
                where = first.get(table, "key <= :amount * 2")
                copied = f"INSERT INTO {table} ({', '.join(names)}) SELECT {chosen} FROM {table} t WHERE t.{where}"
                session.execute(sa.text(copied), {n: v for n, v in values.items() if f":{n}" in copied})


def questions(amount: int) -> dict[str, Callable[[Random], str]]:
    """The twelve that people ask most of the API, and the explorer's pages; each with values of its own every time."""
    word: Callable[[Random], str] = lambda c: c.choice(WORDS)  # noqa: E731
    day: Callable[[Random], str] = lambda c: str(date(2022, 1, 1) + timedelta(days=c.randrange(1400)))  # noqa: E731
    return {
        "newest documents": lambda c: "documents?limit=50",
        "documents of a kind in a window": lambda c: f"documents?kind=Kế hoạch&issued_from={day(c)}&sort=issued",
        "one document": lambda c: f"documents/{c.randrange(1, amount):064x}",
        "records of one document": lambda c: f"targets?document={c.randrange(1, amount):064x}",
        "targets in a province": lambda c: f"targets?place={c.randrange(1, 64):02d}&map=old",
        "targets in a district, largest first": lambda c: f"targets?place={c.randrange(700):03d}&map=old&sort=-value",
        "targets by words": lambda c: f"targets?text={plain(word(c))} {plain(word(c))}",
        "targets by unit and value": lambda c: f"targets?unit=xã&value_min={c.randrange(400)}&sort=value",
        "deadlines that are due": lambda c: f"deadlines?due_from={day(c)}&sort=due",
        "citations of a number": lambda c: f"citations?cited={c.randrange(1, 9000)}/QĐ-TTg",
        "tasks of a body": lambda c: "assignments?body=so y te&limit=20",
        "search a phrase": lambda c: f'search?q="{word(c)} {word(c)}" mã{c.randrange(100_000)}',
        "cited acts": lambda c: "instruments?limit=20",
        "cited acts, page": lambda c: f"/acts?offset={60 * c.randrange(20)}",
        "cited acts that are not held, page": lambda c: f"/acts?missing=1&text={c.randrange(1, 90)}",
        "explorer, page": lambda c: f"/targets?unit=xã&value_min={c.randrange(400)}",
        "explorer, page of a province": lambda c: f"/targets?place={c.randrange(1, 64):02d}&map=old",
        "explorer, page of contradictions": lambda c: f"/targets?disputed=1&place={c.randrange(1, 64):02d}&map=old",
        "explorer, chart": lambda c: f"/targets/chart?text={plain(word(c))} {plain(word(c))}",
        "deadlines, page": lambda c: f"/deadlines?place={c.randrange(1, 64):02d}&map=old" if c.random() < 0.5 else "/deadlines",
        "explorer, page by words": lambda c: f"/targets?text={plain(word(c))} {plain(word(c))}",
    }


def measure(client: Any, amount: int, times: int) -> dict[str, dict[str, float]]:
    found = {}
    for name, make in questions(amount).items():
        chance, seconds, busy = Random(3), [], []
        for index in range(times + 3):
            asked = make(chance)
            path = asked if asked.startswith("/") else f"/api/v1/{asked}"
            began, at_work = time.perf_counter(), time.process_time()
            answer = client.get(path)
            if index >= 3:
                seconds.append(time.perf_counter() - began)
                busy.append(time.process_time() - at_work)
            if answer.status_code not in (200, 409):
                raise SystemExit(f"{path}: {answer.status_code} {answer.get_data(as_text=True)[:300]}")
        found[name] = {
            "p50": round(1000 * statistics.median(seconds), 1),
            "p95": round(1000 * statistics.quantiles(seconds, n=20)[-1], 1),
            "p95_of_this_process": round(1000 * statistics.quantiles(busy, n=20)[-1], 1),
        }
    return found


def stream(client: Any) -> dict[str, float]:
    """All targets as NDJSON: how many lines, how long, how much more memory."""
    before, lines, began = peak(), 0, time.monotonic()
    for chunk in client.get("/api/v1/targets?format=ndjson").response:
        lines += chunk.count(b"\n") if isinstance(chunk, bytes) else chunk.count("\n")
    return {"lines": lines, "seconds": round(time.monotonic() - began, 1), "more_memory_mb": round(peak() - before, 1)}


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--postgresql", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vanthu-api-") as directory:
        server = None
        if chosen.postgresql:
            from tests.postgresql import PostgresqlServer

            server = PostgresqlServer()
        url = server.url("bench") if server else None
        settings = Settings(data_directory=Path(directory), database_url=url)
        try:
            store = Store.open(settings)
            filled = fill(store, chosen.documents)
            client = create_app(settings, store=store, open_scan=open_text).test_client()
            settle()
            asked = measure(client, chosen.documents, chosen.times)
            told = {
                "database": store.engine.dialect.name,
                "documents": chosen.documents,
                "records": chosen.documents * sum(PER_DOCUMENT.values()),
                "fill_seconds": round(filled),
                "milliseconds": asked,
                "export": stream(client),
            }
            store.close()
        finally:
            if server:
                server.stop()
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
