"""The list of documents, one document's page with its progress and records, and its sheet for paper."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.document import PAGE_BREAK
from service.errors import InvalidInput
from service.store import acts, documents, intake, overview, records
from service.store.overview import Asked
from service.store.tables import DocumentRow
from service.web import fields, places, seam
from service.web.address import with_values
from service.web.seam import needs

A_PAGE = 50
LETTERHEAD = (
    "issuer",
    "parent_issuer",
    "kind",
    "number",
    "issued",
    "place",
    "title",
    "signing_authority",
    "signatory_position",
    "signatory_name",
    "subject_year",
)
DOUBT = " (?)"
"""Behind what was read in doubt, where one line says it."""


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/documents", "document_list", document_list)
    web.add_url_rule("/documents/<document_id>", "document", document)
    web.add_url_rule("/documents/<document_id>/progress", "document_progress", document_progress)
    web.add_url_rule("/documents/<document_id>/sheet", "sheet", sheet)
    web.add_url_rule("/documents/<document_id>/text.txt", "plain_text", plain_text)
    web.add_url_rule("/documents/<document_id>/hold", "hold", hold, methods=["POST"])
    web.add_url_rule("/documents/<document_id>/reprocess", "reprocess", reprocess, methods=["POST"])
    web.add_url_rule("/documents/<document_id>/delete", "delete_document", delete_document, methods=["POST"])


def name_of(document: DocumentRow) -> str:
    """What people call a document: "Kế hoạch 1531/KH-BCĐ", else the name of its file; a number read in doubt is said to be so."""
    number = acts.number_of(document) or (f"số {document.number}" if document.number else None)
    if document.kind and number:
        return f"{document.kind} {number}{DOUBT if {'number', 'symbol'} & {*document.doubtful_fields} else ''}"
    return document.filename


@needs("reader")
def document_list() -> ResponseReturnValue:
    asked = Asked(
        text=request.args.get("text", "").strip(),
        kind=request.args.get("kind", ""),
        issuer=request.args.get("issuer", ""),
        state=request.args.get("state", ""),
        review_state=request.args.get("review_state", ""),
        year=request.args.get("year", type=int),
    )
    with seam.store().reading() as session:
        rows = overview.list_documents(session, asked, limit=A_PAGE + 1, before=request.args.get("before", type=int))
        total = overview.count_documents(session, asked)
        facets = overview.document_facets(session, asked)
    shown = rows[:A_PAGE]
    next_url = with_values(before=shown[-1].number_in_line) if len(rows) > A_PAGE else None
    return render_template(
        "documents.html",
        section="documents",
        rows=[(row, name_of(row)) for row in shown],
        total=total,
        facets=facets,
        asked=asked,
        next_url=next_url,
        is_filtered=asked != Asked(),
    )


def estimate(progress: documents.Progress) -> float | None:
    """Seconds until the pages are done, from how long the pages so far took; None before the first."""
    taken = [page.seconds for page in progress.pages if page.is_done and page.seconds is not None]
    if not taken or not progress.page_count or progress.pages_done >= progress.page_count:
        return None
    return sum(taken) / len(taken) * (progress.page_count - progress.pages_done)


def advice(problems: list[Any]) -> list[dict[str, Any]]:
    """Problems in the reader's language, each with what to do about it."""
    which = seam.language()
    return [
        {"page": problem.get("page"), "message": problem[f"message_{which}"], "advice": problem.get(f"advice_{which}", "")}
        for problem in problems
    ]


def _progress_of(session: Any, row: DocumentRow) -> dict[str, Any]:
    progress = documents.progress(session, row)
    on_pages = [{**problem, "page": problem.get("page") or page.number} for page in progress.pages for problem in page.problems]
    seen, found = set(), []
    for problem in [*progress.problems, *on_pages]:
        mark = (problem.get("page"), problem.get("code"))
        if mark not in seen:
            seen.add(mark)
            found.append(problem)
    return {"progress": progress, "seconds_left": estimate(progress), "problems": advice(found)}


def _shown(session: Any, row: DocumentRow) -> dict[str, Any]:
    """What a document's page and its sheet both say."""
    found, letterhead = records.of_document(session, row.id), overview.letterhead_of(session, row)
    return {
        "section": "documents",
        "document": row,
        "name": name_of(row),
        "letterhead": letterhead,
        "has_letterhead": letterhead is not None and any(getattr(letterhead, name) for name in LETTERHEAD),
        "letterhead_fields": LETTERHEAD,
        "place_words": lambda code, as_of: places.words_of(code, as_of or row.issued),
        "lists": {kind: [(one, fields.title(one.kind, one.data)) for one in rows] for kind, rows in found.items() if rows},
        **_progress_of(session, row),
    }


@needs("reader")
def document(document_id: str) -> ResponseReturnValue:
    with seam.store().reading() as session:
        row = documents.find(session, document_id)
        history = overview.readings_of(session, document_id)
        said = overview.corrections_of(session, document_id)
        shown = _shown(session, row)
    return render_template("document.html", history=history, said=said, **shown)


@needs("reader")
def document_progress(document_id: str) -> ResponseReturnValue:
    """The part of the document's page that changes while it is read; asked again every two seconds until it is done."""
    with seam.store().reading() as session:
        row = documents.find(session, document_id)
        more = _progress_of(session, row)
    answer = Response(render_template("_progress.html", document=row, **more))
    if row.state not in ("queued", "reading"):
        answer.headers["HX-Refresh"] = "true"
    return answer


@needs("reader")
def sheet(document_id: str) -> ResponseReturnValue:
    """A document on paper: letterhead, records with their quotes, problems."""
    with seam.store().reading() as session:
        shown = _shown(session, documents.find(session, document_id))
    return render_template("sheet.html", **shown)


@needs("reader")
def plain_text(document_id: str) -> ResponseReturnValue:
    """The restored text, or the raw text with `?raw=1`, pages parted by a form feed."""
    with seam.store().reading() as session:
        restoration = overview.restoration_of(session, documents.find(session, document_id))
    text = restoration.raw_text if request.args.get("raw") else restoration.text
    return Response(text.replace(PAGE_BREAK, f"\n{PAGE_BREAK}"), mimetype="text/plain; charset=utf-8")


@needs("reviewer")
def hold(document_id: str) -> ResponseReturnValue:
    """Pause, resume or cancel."""
    action = request.form.get("action", "")
    if action not in ("pause", "resume", "cancel"):
        raise InvalidInput("action: pause, resume or cancel")
    with seam.store().writing() as session:
        intake.hold(session, document_id, action, by=seam.name())
        seam.audit(session, "document.change", document_id, asked=action)
    return _back(document_id)


@needs("reviewer")
def reprocess(document_id: str) -> ResponseReturnValue:
    """Read again: `anew` recognises the pages again, else the words that are there are understood again."""
    with seam.store().writing() as session:
        intake.reprocess(session, document_id, anew=request.form.get("anew") == "1", by=seam.name())
        seam.audit(session, "document.reprocess", document_id)
    return _back(document_id)


@needs("admin")
def delete_document(document_id: str) -> ResponseReturnValue:
    with seam.store().writing() as session:
        intake.delete(session, document_id, by=seam.name())
        seam.audit(session, "document.delete", document_id)
    return redirect(url_for("web.document_list"), 303)


def _back(document_id: str) -> ResponseReturnValue:
    """To where the button was."""
    if request.headers.get("HX-Request"):
        return Response("", headers={"HX-Trigger": "line-changed"})
    return redirect(url_for("web.document", document_id=document_id), 303)
