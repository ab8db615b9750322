"""What is counted from all records is kept right by every write, and is derived anew by a newer version."""

from typing import Any

import sqlalchemy as sa

from service.jobs import Desk
from service.store import Store, contradictions, corrections, derived, intake, records
from service.store.records import Query, no_territory
from service.store.tables import ActRoleRow, CitedActRow, CounterRow, DisputedRow
from tests.flow.desk import read_line, read_text

DERIVED = (CitedActRow, ActRoleRow, DisputedRow)
FIRST = "Số: 1/KH-UBND\nCăn cứ Quyết định số 5/QĐ-TTg\nCăn cứ Quyết định số 9/QĐ-UBND\nPhấn đấu đạt 5 xã"
SECOND = "Số: 2/KH-UBND\nCăn cứ Quyết định số 5/QĐ-TTg\nCăn cứ Quyết định số 5/QĐ-TTg\nPhấn đấu đạt 7 xã"


def kept(store: Store) -> list[Any]:
    with store.reading() as session:
        tables = [sa.select(row.__table__) for row in DERIVED]
        return [sorted(map(repr, session.execute(asked))) for asked in tables]


def counted_anew(store: Store) -> list[Any]:
    with store.writing() as session:
        derived.anew(session)
    return kept(store)


def dated(desk: Desk, text: str, year: int) -> str:
    """A document that was read, and said to be of a year."""
    document_id = read_text(desk, text)
    with desk.store.writing() as session:
        corrections.letterhead(session, document_id, "issued", f"{year}-01-05", by="lan")
    return document_id


def disputed(desk: Desk) -> list[str]:
    with desk.store.reading() as session:
        answer = records.ask(session, Query(kind="target", is_disputed=True))
        return [row.quote for row in answer.rows]


def only(desk: Desk, document_id: str, kind: str) -> list[str]:
    with desk.store.reading() as session:
        return [row.id for row in records.of_document(session, document_id)[records.LIST_OF[kind]]]


def test_every_write_leaves_the_counts_that_counting_anew_finds(desk: Desk) -> None:
    first, second = dated(desk, FIRST, 2026), dated(desk, SECOND, 2026)
    assert kept(desk.store) == counted_anew(desk.store)
    citation = only(desk, first, "citation")[0]
    with desk.store.writing() as session:
        rejected = corrections.judge(session, citation, "rejected", by="lan", territory=no_territory)
    assert kept(desk.store) == counted_anew(desk.store)
    assert rejected is not None
    with desk.store.writing() as session:
        corrections.withdraw(session, rejected.id, by="lan", territory=no_territory)
        corrections.record_field(session, citation, "about", "một việc", by="lan", territory=no_territory)
        corrections.record_field(session, citation, "role", "amends", by="lan", territory=no_territory)
    assert kept(desk.store) == counted_anew(desk.store)
    with desk.store.writing() as session:
        intake.reprocess(session, second, anew=True, by="lan")
    read_line(desk)
    assert kept(desk.store) == counted_anew(desk.store)
    for document_id in (first, second):
        with desk.store.writing() as session:
            intake.delete(session, document_id, by="lan")
        assert kept(desk.store) == counted_anew(desk.store)
    assert kept(desk.store) == [[], [], []]


def test_targets_of_two_documents_are_disputed_until_one_is_rejected(desk: Desk) -> None:
    dated(desk, FIRST, 2026)
    second = dated(desk, SECOND, 2026)
    dated(desk, SECOND + " hằng năm", 2027)  # another year's plan may say otherwise
    assert disputed(desk) == ["đạt 5 xã", "đạt 7 xã"]
    with desk.store.writing() as session:
        corrections.judge(session, only(desk, second, "target")[0], "rejected", by="lan", territory=no_territory)
    assert disputed(desk) == []


def test_what_contradicts_a_target_is_found_in_other_documents(desk: Desk) -> None:
    first = dated(desk, FIRST, 2026)
    dated(desk, SECOND, 2026)
    with desk.store.reading() as session:
        of_first = records.of_document(session, first)["targets"]
        assert [row.quote for row in contradictions.beside(session, of_first)] == ["đạt 7 xã", "đạt 5 xã"]


def test_a_store_of_an_older_version_is_gone_through_when_it_is_opened(desk: Desk) -> None:
    for text in (FIRST, SECOND):
        dated(desk, text, 2026)
    right = kept(desk.store)
    with desk.store.writing() as session:
        for row in DERIVED:
            session.execute(sa.delete(row))
        session.execute(sa.text("UPDATE records SET quantity = NULL"))
        session.execute(sa.update(CounterRow).where(CounterRow.name == "derived").values(value=0))
    opened = Store.open(desk.settings)
    assert kept(opened) == right
    opened.close()
