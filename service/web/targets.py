"""The explorer of targets: asked by facets, shown with quote and page, drawn over years and places, compared, taken along."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import StringIO
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from service.store import acts, contradictions, documents, overview, records
from service.store.records import Query
from service.store.tables import DocumentRow, RecordRow
from service.web import charts, clashes, doubts, places, seam
from service.web.address import with_values
from service.web.papers import name_of
from service.web.seam import needs

A_PAGE = 50
MOST_IN_A_CHART = 400
FEW, MANY = 12, 2000
"""Values of a facet that are shown, and names of indicators out of which families are made."""
SAME_WORDS = 3
LISTED = ("change", "comparator", "document_kind", "review_state")
SORTS = ("-key", "due", "-due", "value", "-value", "confidence", "-issued")


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/targets", "targets", targets)
    web.add_url_rule("/targets/chart", "target_chart", chart)
    web.add_url_rule("/targets/compare", "compare", compare)
    web.add_url_rule("/targets/export.csv", "export_targets", export)


def day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def figure(name: str) -> float | None:
    """A number as addresses hold it, with a decimal point; None for anything else."""
    value = request.args.get(name, type=float)
    return value if value is not None and math.isfinite(value) else None


def asked(kind: str = "target") -> Query:
    """The query that the address of a view says."""
    year = request.args.get("year", type=int)
    year = year if year and 1900 <= year <= 2200 else None
    return Query(
        kind=kind,
        document_id=request.args.get("document") or None,
        text=request.args.get("text", "").strip() or None,
        change=request.args.getlist("change"),
        comparator=request.args.getlist("comparator"),
        unit=request.args.get("unit") or None,
        value_min=figure("value_min"),
        value_max=figure("value_max"),
        place=request.args.get("place") or None,
        map="old" if request.args.get("map") == "old" else "new",
        body=request.args.get("body", "").strip() or None,
        due_from=date(year, 1, 1) if year else day("due_from"),
        due_to=date(year, 12, 31) if year else day("due_to"),
        document_kind=request.args.getlist("document_kind"),
        document_issuer=request.args.get("issuer", "").strip() or None,
        review_state=request.args.getlist("review_state"),
        is_disputed=request.args.get("disputed") == "1",
        sort=request.args.get("sort") if request.args.get("sort") in SORTS else "-key",  # type: ignore[arg-type]
        cursor=request.args.get("cursor") or None,
        limit=A_PAGE,
    )


def shown_beside(session: Any, query: Query, names: Sequence[str], *, limit: int = FEW) -> dict[str, Any]:
    """What stands in the facets beside every view of targets or deadlines."""
    found = overview.beside(session, replace(query, cursor=None), names, limit=limit)
    return {
        "asked": query,
        "total": found.total,
        "is_whole": found.is_whole,
        "facets": found.facets,
        "years": found.years,
        "disputed": found.disputed,
        "place_tree": places.tree(found.places, which=query.map),
        "place_name": places.name_of(query.place, places.LAST_DAY_OF[query.map]) if query.place else "",
        "year": request.args.get("year", type=int),
    }


def families(names: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Indicators that begin with the same words, most targets first: "tỷ lệ thu gom chất thải rắn", whatever the district."""
    groups: dict[tuple[str, ...], list[tuple[list[str], int]]] = {}
    for name, count in names:
        words = name.split()
        groups.setdefault(tuple(word.casefold() for word in words[:SAME_WORDS]), []).append((words, count))
    found = []
    for group in groups.values():
        total, shared = sum(count for _, count in group), group[0][0]
        for words, _ in group[1:]:
            same = (i for i, (a, b) in enumerate(zip(shared, words, strict=False)) if a.casefold() != b.casefold())
            shared = shared[: next(same, min(len(shared), len(words)))]
        if total > 1:
            found.append((" ".join(shared), total))
    return sorted(found, key=lambda family: (-family[1], family[0]))


def _shown(session: Any, query: Query) -> dict[str, Any]:
    beside = shown_beside(session, query, [*LISTED, "unit", "subject"], limit=MANY)
    lists: dict[str, Sequence[tuple[str, int]]] = beside["facets"]
    return {
        **beside,
        "facets": {name: values[:FEW] for name, values in lists.items()},
        "families": families(lists["subject"])[:FEW],
        "issuers": overview.issuers(session),
        "is_filtered": bool(request.args),
    }


@needs("reader")
def targets() -> ResponseReturnValue:
    query = asked()
    with seam.store().reading() as session:
        answer = records.ask(session, query)
        shown = _shown(session, query)
        elsewhere = contradictions.beside(session, answer.rows)
        stated_in = overview.documents_named(session, {row.document_id for row in elsewhere})
    return render_template(
        "targets.html",
        section="targets",
        tab="list",
        rows=[(row, answer.documents[row.document_id], name_of(answer.documents[row.document_id])) for row in answer.rows],
        next_url=with_values(cursor=answer.next) if answer.next else None,
        marks=clashes.among(answer.rows, elsewhere),
        names={document_id: name_of(row) for document_id, row in stated_in.items()},
        doubts_of=_doubts_of,
        place_name_of=places.name_of,
        **shown,
    )


def _doubts_of(row: RecordRow) -> list[doubts.Said]:
    """What is open about a record until somebody has looked at it."""
    return doubts.said(row.data.get("doubts") or (), seam.language()) if row.review_state == "unseen" else []


@needs("reader")
def chart() -> ResponseReturnValue:
    """One indicator over the years, a line for each place or each document; or a bar for each."""
    query = asked()
    way = "bars" if request.args.get("way") == "bars" else "lines"
    with seam.store().reading() as session:
        found = overview.records_with_documents(session, query, limit=MOST_IN_A_CHART) if query.text else []
        common = [] if found else overview.indicators(session, replace(query, text=None, unit=None, cursor=None))
        shown = _shown(session, query)
    names = {record.subject_key for record, _ in found}
    by = request.args.get("by", "indicator" if len(names) > 1 else "place")
    units: dict[str, int] = {}
    for record, _ in found:
        units[record.unit or ""] = units.get(record.unit or "", 0) + 1
    unit = query.unit or max(units, key=lambda one: units[one], default="")
    points = [charts.Point(*_series(record, document, by), float(record.data["value"]), record) for record, document in found
              if (record.unit or "") == unit and _year(record, document) is not None]  # fmt: skip
    drawing = charts.draw(points, way=way, unit=unit, language=seam.language()) if points else None
    return render_template(
        "target_chart.html",
        section="targets",
        tab="chart",
        drawing=drawing,
        points=points,
        common=common,
        unit=unit,
        way=way,
        by=by,
        **shown,
    )


def _year(record: RecordRow, document: DocumentRow) -> int | None:
    if record.due_latest is not None:
        return record.due_latest.year
    return document.subject_year


def _series(record: RecordRow, document: DocumentRow, by: str) -> tuple[str, int]:
    year = _year(record, document) or 0
    codes = record.data.get("places") or []
    if by == "indicator":
        name = str(record.data["indicator"])
    elif by != "document" and codes:
        name = places.name_of(str(codes[0]), document.issued)
    else:
        name = name_of(document)
    change = str(record.data["change"])
    # "tăng thêm 6" and "đạt 24" are no points of one line
    return name if change == "level" else f"{name} ({seam.say(f'change.{change}')})", year


@needs("reader")
def compare() -> ResponseReturnValue:
    """Two documents' targets side by side: indicators that say the same stand on one line."""
    first, second = request.args.get("first", ""), request.args.get("second", "")
    with seam.store().reading() as session:
        candidates = overview.list_documents(session, overview.Asked(state="done"), limit=300)
        candidates = [row for row in candidates if (row.record_counts or {}).get("targets") or row.id in (first, second)]
        pair = []
        for chosen in (first, second):
            if chosen:
                row = documents.find(session, chosen)
                pair.append((row, name_of(row), records.of_document(session, chosen)["targets"]))
    lines = clashes.side_by_side(pair[0][2], pair[1][2]) if len(pair) == 2 else []
    return render_template(
        "target_compare.html",
        section="targets",
        tab="compare",
        candidates=[(row, name_of(row)) for row in candidates],
        first=first,
        second=second,
        pair=pair,
        lines=lines,
    )


COLUMNS = (
    "indicator", "comparator", "value", "upper", "unit", "change", "due_earliest", "due_latest", "places", "quote", "page",
    "section", "confidence", "review_state", "document", "document_kind", "document_number", "issuer", "issued", "document_id",
    "record_id",
)  # fmt: skip


@needs("reader")
def export() -> ResponseReturnValue:
    """Exactly what the view shows, all of it, as CSV for a spreadsheet: a byte order mark, so that it opens with its marks."""
    query = asked()

    def lines() -> Iterator[str]:
        yield "\ufeff" + _csv(COLUMNS)
        with seam_store.reading() as session:
            known: dict[str, DocumentRow] = {}
            for row in records.stream(session, query):
                if row.document_id not in known:
                    known[row.document_id] = documents.find(session, row.document_id)
                yield _csv(_cells(row, known[row.document_id]))

    seam_store = seam.store()
    name = f"chi-tieu-{date.today():%Y%m%d}.csv"
    return Response(lines(), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _cells(row: RecordRow, document: DocumentRow) -> Sequence[object]:
    data: Mapping[str, Any] = row.data
    due = data["due"]
    return (
        data["indicator"], data["comparator"], _plain(data["value"]), _plain(data.get("upper")), data["unit"], data["change"],
        due["earliest"], due["latest"], " ".join(data.get("places") or ()), row.quote, row.page, row.section,
        round(row.confidence, 3), row.review_state, document.filename, document.kind, acts.number_of(document),
        document.issuer, document.issued, document.id, row.id,
    )  # fmt: skip


def _plain(value: float | None) -> float | int | None:
    """42.0 → 42."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _csv(cells: Sequence[object]) -> str:
    """One line; a cell that a spreadsheet would take for a formula is made text."""
    line = StringIO()
    safe = [f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell for cell in cells]
    csv.writer(line).writerow(["" if cell is None else cell for cell in safe])
    return line.getvalue()
