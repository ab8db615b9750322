"""OAI-PMH 2.0 at /api/v1/oai."""

import re
from datetime import UTC, datetime, timedelta

from apiflask import APIBlueprint
from flask import Response, request

from service.api.access import needs
from service.api.context import here
from service.api.interchange import facts_of, sends
from service.errors import InvalidInput
from service.preservation.harvest import PREFIX, Harvested, HarvestError, Respond, checked
from service.store import Session, harvest
from service.store.cursors import read_cursor, write_cursor
from service.store.harvest import Walk
from service.store.keys import plain
from service.store.tables import DocumentRow

blueprint = APIBlueprint("harvesting", __name__, tag="interchange")

PAGE = 50
SETTLING = timedelta(minutes=1)
"""A change is stamped before its transaction ends. A harvester goes on from the date of our answer: dated a little back, the next
harvest has what was stamped before this answer and could be seen only after it."""
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


@blueprint.get("/oai")
@blueprint.post("/oai", endpoint="oai_post")
@needs("reader")
@blueprint.doc(responses=sends("text/xml"))
def oai() -> Response:
    """The six verbs; sets are issuer:… and kind:…; formats oai_dc and vanthu."""
    given = [(name, value) for name, value in (request.args if request.method == "GET" else request.form).items(multi=True)]
    respond = Respond(request.base_url, datetime.now(UTC) - SETTLING, tuple(given))
    try:
        content = _answer(respond, *checked(given))
    except HarvestError as error:
        content = respond.error(error)
    return Response(content, content_type="text/xml; charset=utf-8")


def _answer(respond: Respond, verb: str, given: dict[str, str]) -> bytes:
    with here().store.reading() as session:
        if verb == "Identify":
            earliest = harvest.earliest(session) or respond.now
            return respond.identify(name="vanthu", admin="admin@localhost.localdomain", earliest=earliest)
        if verb == "ListMetadataFormats":
            if "identifier" in given:
                _find(session, given["identifier"])
            return respond.formats()
        if verb == "ListSets":
            if "resumptionToken" in given:
                raise HarvestError("badResumptionToken", "the list of sets has one page")
            return respond.sets(_sets(session))
        if verb == "GetRecord":
            return respond.record(_harvested(_find(session, given["identifier"])), prefix=given["metadataPrefix"])
        return _list(respond, session, verb, given)


def _list(respond: Respond, session: Session, verb: str, given: dict[str, str]) -> bytes:
    was_resumed = "resumptionToken" in given
    asked = _unpacked(given["resumptionToken"]) if was_resumed else given
    found = harvest.walk(session, _walk(session, asked), PAGE + 1)
    if not found and not was_resumed:
        raise HarvestError("noRecordsMatch", "nothing fits")
    token = _packed(asked, found[PAGE - 1]) if len(found) > PAGE else None
    page = [_harvested(row) for row in found[:PAGE]]
    return respond.listed(verb, page, prefix=asked["metadataPrefix"], token=token, was_resumed=was_resumed)


TOKEN = ("metadataPrefix", "from", "until", "set", "after", "id")


def _packed(asked: dict[str, str], last: DocumentRow) -> str:
    state = {**asked, "after": last.updated_at.isoformat(), "id": last.id}
    return write_cursor([state.get(name) for name in TOKEN])


def _unpacked(token: str) -> dict[str, str]:
    try:
        values = read_cursor(token, len(TOKEN))
    except InvalidInput as error:
        raise HarvestError("badResumptionToken", "not one of ours") from error
    if any(not isinstance(value, str | None) for value in values) or not values[0] or not values[4]:
        raise HarvestError("badResumptionToken", "not one of ours")
    return {name: value for name, value in zip(TOKEN, values, strict=True) if value is not None}


def _walk(session: Session, asked: dict[str, str]) -> Walk:
    first, last = asked.get("from"), asked.get("until")
    if first and last and len(first) != len(last):
        raise HarvestError("badArgument", "from and until must be equally fine")
    changed_from, changed_until = _moment(first, is_end=False), _moment(last, is_end=True)
    if changed_from and changed_until and changed_from > changed_until:
        raise HarvestError("badArgument", "from is later than until")
    kind, issuer_key = _members(session, asked.get("set"))
    try:
        after = (datetime.fromisoformat(asked["after"]), asked["id"]) if "after" in asked else None
    except (ValueError, KeyError) as error:
        raise HarvestError("badResumptionToken", "not one of ours") from error
    return Walk(changed_from, changed_until, issuer_key, kind, after)


def _moment(said: str | None, *, is_end: bool) -> datetime | None:
    if said is None:
        return None
    try:
        if not MOMENT.fullmatch(said):
            raise ValueError(said)
        if "T" in said:
            return datetime.strptime(said, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        day = datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise HarvestError("badArgument", f"not a date of this repository: {said}") from error
    return day.replace(hour=23, minute=59, second=59) if is_end else day


def spec(*parts: str) -> str:
    """ "issuer", "uy ban nhan dan tinh bac giang" → "issuer:uy-ban-nhan-dan-tinh-bac-giang" """
    return ":".join([parts[0], *(re.sub(r"[^A-Za-z0-9]+", "-", plain(part)).strip("-") for part in parts[1:])])


def _sets(session: Session) -> list[tuple[str, str]]:
    kinds = [(spec("kind", kind), kind) for kind in harvest.kinds(session)]
    issuers = [(spec("issuer", key), name) for key, name in harvest.issuers(session)]
    return [("kind", "Loại văn bản"), *kinds, ("issuer", "Cơ quan ban hành"), *issuers]


def _members(session: Session, asked: str | None) -> tuple[str | None, str | None]:
    """The kind and the issuer that a set stands for."""
    if asked in (None, "kind", "issuer"):
        return None, None
    kind = next((kind for kind in harvest.kinds(session) if spec("kind", kind) == asked), None)
    issuer = next((key for key, _ in harvest.issuers(session) if spec("issuer", key) == asked), None)
    if kind is None and issuer is None:
        raise HarvestError("noRecordsMatch", f"no such set: {asked}")
    return kind, issuer


def _find(session: Session, identifier: str) -> DocumentRow:
    row = session.get(DocumentRow, identifier.removeprefix(PREFIX)) if identifier.startswith(PREFIX) else None
    if row is None or (row.current_reading is None and row.deleted_at is None):
        raise HarvestError("idDoesNotExist", f"no such document: {identifier}")
    return row


def _harvested(row: DocumentRow) -> Harvested:
    sets = [spec("kind", row.kind)] if row.kind else []
    if row.issuer_key:
        sets.append(spec("issuer", row.issuer_key))
    return Harvested(facts_of(row), tuple(sets))
