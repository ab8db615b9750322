"""Records → XLSX, Parquet, and a SQLite file for Datasette, each written while the records are read."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from service.preservation.columns import SHEETS, Column, columns_of, converted, values
from service.preservation.facts import Entry, Facts, stamp

QUOTE = '"'
BATCH = 5_000
ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64(), date: pa.date32()}
SQL = {str: "TEXT", int: "INTEGER", float: "REAL", date: "TEXT"}
WIDTH = {str: 28, int: 8, float: 12, date: 12}


def batches(entries: Iterable[Entry], size: int = BATCH) -> Iterator[list[Entry]]:
    iterator = iter(entries)
    while batch := list(islice(iterator, size)):
        yield batch


def write_xlsx(entries: Iterable[Entry], path: Path) -> None:
    """A sheet per kind of record, in the order in which kinds come; typed cells, a link back to the page in each row."""
    book = Workbook(write_only=True)
    sheets: dict[str, Any] = {}
    for entry in entries:
        columns = columns_of(entry.kind)
        if entry.kind not in sheets:
            sheets[entry.kind] = _sheet(book, SHEETS[entry.kind], columns)
        sheets[entry.kind].append([_cell(sheets[entry.kind], c, v) for c, v in zip(columns, values(entry, columns), strict=True)])
    if not sheets:
        _sheet(book, SHEETS["target"], columns_of("target"))
    book.save(path)


def _sheet(book: Workbook, title: str, columns: tuple[Column, ...]) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        letters = chr(64 + number) if number <= 26 else f"A{chr(38 + number)}"
        sheet.column_dimensions[letters].width = WIDTH[column.type]
    sheet.append([column.name for column in columns])
    return sheet


def _cell(sheet: Any, column: Column, value: Any) -> Any:
    """Text that a spreadsheet would run stays text; only our link is run, for a sheet holds no more than 65,530 hyperlinks."""
    if column.name == "link":
        return WriteOnlyCell(sheet, value=f'=HYPERLINK("{str(value).replace(QUOTE, "%22")}")')
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    return cell


def write_parquet(kind: str, entries: Iterable[Entry], path: Path) -> None:
    """The records of one kind, columns typed, in batches."""
    columns = columns_of(kind)
    schema = pa.schema([pa.field(column.name, ARROW[column.type]) for column in columns])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches(entries):
            rows = [dict(zip(schema.names, values(entry, columns), strict=True)) for entry in batch]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def write_sqlite(documents: Iterable[Facts], entries: Iterable[Entry], path: Path) -> None:
    """One file that Datasette opens: a table per kind with full-text index, the documents, and what the columns mean.

    ValueError when the file is there already: nothing is written over.
    """
    if path.exists():
        raise ValueError(f"{path} is there already")
    base = sqlite3.connect(path)
    with base:
        base.execute(
            "CREATE TABLE documents (id TEXT PRIMARY KEY, number TEXT, kind TEXT, issuer TEXT, issued TEXT, title TEXT, "
            "filename TEXT, pages INTEGER, added TEXT, link TEXT)"
        )
        for kind in SHEETS:
            columns = ", ".join(f'"{column.name}" {SQL[column.type]}' for column in columns_of(kind))
            base.execute(f"CREATE TABLE {kind}s ({columns}, FOREIGN KEY (document_id) REFERENCES documents(id))")
        base.executemany("INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?)", map(_document_row, documents))
        for batch in batches(entries):
            for entry in batch:
                columns_ = columns_of(entry.kind)
                row = [v.isoformat() if isinstance(v, date) else v for v in values(entry, columns_)]
                base.execute(f"INSERT INTO {entry.kind}s VALUES ({','.join('?' * len(row))})", row)
        for kind in SHEETS:
            texts = [c.name for c in columns_of(kind) if c.type is str and c.name in TEXTS]
            names = ", ".join(f'"{name}"' for name in texts)
            base.execute(f'CREATE VIRTUAL TABLE {kind}s_fts USING fts5({names}, content="{kind}s", tokenize="unicode61")')
            base.execute(f"INSERT INTO {kind}s_fts ({kind}s_fts) VALUES ('rebuild')")
            base.execute(f"CREATE INDEX {kind}s_document ON {kind}s (document_id)")
        base.execute("CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT)")
        base.execute("INSERT INTO metadata VALUES ('datasette', ?)", (json.dumps(datasette_metadata(), ensure_ascii=False),))
    base.execute("VACUUM")
    base.close()


TEXTS = ("quote", "indicator", "matter", "task", "about", "name", "body", "document_title", "document_issuer")


def datasette_metadata() -> dict[str, Any]:
    """For `datasette serve --metadata`: titles of the tables."""
    tables = {f"{kind}s": {"title": title, "sort": "document_issued"} for kind, title in SHEETS.items()}
    return {"title": "vanthu", "databases": {"vanthu": {"tables": tables}}}


def _document_row(facts: Facts) -> tuple[Any, ...]:
    head = facts.letterhead
    issued = converted(facts.issued, date)
    day = issued.isoformat() if isinstance(issued, date) else None
    return (
        facts.id,
        facts.number,
        head.kind,
        head.issuer,
        day,
        head.title,
        facts.filename,
        facts.page_count,
        stamp(facts.added),
        facts.url,
    )
