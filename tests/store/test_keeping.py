"""What is kept is kept: originals, backups, schema, imports, the log of changes."""

import os
import threading
import zipfile
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from service.errors import Conflict, OriginalAltered, VanthuError
from service.jobs import Desk
from service.settings import Settings
from service.store import Store, changes, corrections, documents, importing, intake, keeping, records, schema
from service.store.engine import make_engine
from service.store.files import LocalOriginals, RemoteOriginals
from service.store.records import no_territory
from service.store.tables import Base, ChangeRow, DocumentRow, RecordRow
from tests.flow.desk import hand_in, open_text, read_line, read_text, toolbox
from tests.store.s3 import bucket_server

TEXT = "Số: 12/KH-UBND\nPhấn đấu đạt 5 xã\fTrang hai đạt 3 hộ"


# ── originals ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_original_is_kept_once_read_only_and_given_back_as_it_was(tmp_path: Path) -> None:
    for originals in (LocalOriginals(tmp_path / "a"), RemoteOriginals(f"file://{tmp_path}")):
        names = {originals.put(b"abc"), originals.put(b"abc")}
        assert len(names) == 1
        assert originals.get(names.pop()) == b"abc"
    path = next((tmp_path / "a").glob("??/??/*"))
    assert path.stat().st_mode & 0o222 == 0


def test_an_altered_or_missing_original_is_noticed(desk: Desk) -> None:
    good, altered, missing = (hand_in(desk, text) for text in ("một", "hai", "ba"))
    for name in (altered, missing):
        path = desk.store.originals.path(name)  # type: ignore[attr-defined]
        path.unlink()
    path = desk.store.originals.path(altered)  # type: ignore[attr-defined]
    path.write_bytes(b"khac")
    with pytest.raises(OriginalAltered):
        desk.store.originals.get(altered)
    report = keeping.check(desk.store)
    assert (report.good, report.missing, report.altered, report.is_sound) == (1, [missing], [altered], False)
    assert desk.store.originals.holds(good)


def test_originals_are_kept_in_an_s3_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with bucket_server() as (address, held):
        for name, value in (
            ("ENDPOINT_URL", address),
            ("ALLOW_HTTP", "true"),
            ("ACCESS_KEY_ID", "a"),
            ("SECRET_ACCESS_KEY", "b"),
        ):
            monkeypatch.setenv(f"AWS_{name}", value)
        settings = Settings(data_directory=tmp_path, files_url="s3://vanthu/kho")
        store = Store.open(settings)
        desk = Desk(store=store, settings=settings, open_scan=open_text, toolbox=toolbox())
        document_id = read_text(desk, TEXT)
        assert held == {f"vanthu/kho/{document_id[:2]}/{document_id[2:4]}/{document_id}": TEXT.encode()}
        assert keeping.check(store).is_sound
        held[next(iter(held))] = b"khac"
        assert keeping.check(store).altered == [document_id]
        held.clear()
        assert keeping.check(store).missing == [document_id]
        store.close()


# ── backup ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_backup_brings_everything_back(desk: Desk, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    document_id = read_text(desk, TEXT)
    waiting = hand_in(desk, "chưa đọc, đạt 9 xã")
    with desk.store.reading() as session:
        record = records.of_document(session, document_id)["targets"][0]
    with desk.store.writing() as session:
        corrections.record_field(session, record.id, "unit", "phường", by="lan", territory=no_territory)
    keeping.back_up(desk.store, tmp_path / "backup.tar")
    url = None
    if desk.store.engine.dialect.name == "postgresql":
        url = request.getfixturevalue("postgresql").url(f"restored_{os.getpid()}")
    elsewhere = Settings(data_directory=tmp_path / "elsewhere", database_url=url)
    assert keeping.put_back(elsewhere, tmp_path / "backup.tar") == 2
    with pytest.raises(Conflict):
        keeping.put_back(elsewhere, tmp_path / "backup.tar")
    store = Store.open(elsewhere)
    assert state_of(store) == state_of(desk.store)
    assert keeping.check(store).is_sound
    again = Desk(store=store, settings=elsewhere, open_scan=desk.open_scan, toolbox=desk.toolbox)
    read_line(again)
    with store.reading() as session:
        assert documents.find(session, waiting).record_counts == {"targets": 1}
    store.close()


def state_of(store: Store) -> dict[str, object]:
    """Everything that a consumer of the log of changes may know."""
    with store.reading() as session:
        rows = session.scalars(sa.select(RecordRow))
        papers = session.scalars(sa.select(DocumentRow).where(DocumentRow.deleted_at.is_(None)))
        return {
            **{f"record {row.document_id} {row.id}": (row.data, row.review_state) for row in rows},
            **{f"document {row.id}": documents.summary(row) for row in papers},
        }


# ── schema ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_migrations_make_the_tables_of_the_code(desk: Desk) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with desk.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours, "compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def _is_ours(thing: object, name: str, kind: str, *_: object) -> bool:
    """SQLite's search tables and PostgreSQL's search indices are made by hand."""
    by_hand = ("page_index", "page_texts_", "record_index", "records_words_")
    return not name.startswith(by_hand) and kind in ("table", "column", "index")


def test_a_database_of_any_earlier_schema_is_brought_up_to_date_and_keeps_what_it_held(tmp_path: Path) -> None:
    from alembic.script import ScriptDirectory

    revisions = [r.revision for r in ScriptDirectory.from_config(schema.configuration()).walk_revisions()][::-1]
    assert revisions[0] == "0001"
    for revision in revisions:
        engine = make_engine(f"sqlite:///{tmp_path / revision}.sqlite")
        schema.upgrade(engine, revision)
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE counters SET value = 7 WHERE name = 'changes'"))
        schema.upgrade(engine)
        assert schema.version(engine) == schema.newest()
        with engine.connect() as connection:
            assert connection.execute(sa.text("SELECT value FROM counters WHERE name = 'changes'")).scalar() == 7
        engine.dispose()


# ── imports ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    (root / "sub").mkdir(parents=True)
    for name, text in (("a.txt", "a"), ("sub/b.txt", "b"), ("again.txt", "a"), (".hidden.txt", "h"), ("x.exe", "x")):
        (root / name).write_text(text)
    (root / "link.txt").symlink_to("/etc/hostname")
    return root


def outcomes(desk: Desk, source: Path) -> list[tuple[str, str]]:
    taken = [importing.take_in(desk.store, desk.settings, c, by="a") for c in importing.candidates(source)]
    return [(one.name, one.outcome) for one in taken]


def test_an_import_takes_each_document_once_and_goes_on_where_it_stopped(desk: Desk, folder: Path) -> None:
    assert outcomes(desk, folder) == [("a.txt", "added"), ("again.txt", "duplicate"), ("b.txt", "added")]
    (folder / "new.txt").write_text("c")
    assert outcomes(desk, folder) == [("a.txt", "known"), ("again.txt", "known"), ("new.txt", "added"), ("b.txt", "known")]


def test_an_archive_is_imported_like_a_folder(desk: Desk, folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(folder / "a.txt", "tập/a.txt")
        archive.writestr("../up.txt", "không ra ngoài")
        archive.writestr("x.exe", "x")
    assert outcomes(desk, tmp_path / "a.zip") == [("up.txt", "added"), ("a.txt", "added")]


def test_what_is_imported_waits_behind_what_a_person_hands_in(desk: Desk, folder: Path) -> None:
    outcomes(desk, folder)
    urgent = hand_in(desk, "gấp")
    with desk.store.reading() as session:
        line = session.scalars(sa.select(DocumentRow.id).order_by(DocumentRow.priority, DocumentRow.number_in_line)).all()
    assert line[0] == urgent


# ── changes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def follow(store: Store, state: dict[str, object], number: int) -> int:
    """Play the changes after `number` upon a consumer's state; returns the last number."""
    while True:
        with store.reading() as session:
            found = changes.since(session, number, 50)
        for change in found:
            assert change.number == number + 1, "a change was skipped"
            number = change.number
            play(state, change)
        if not found:
            return number


def play(state: dict[str, object], change: ChangeRow) -> None:
    key = f"record {change.document_id} {change.id}" if change.what == "record" else f"{change.what} {change.id}"
    if change.what == "correction":
        return
    if change.action == "deleted":
        state.pop(key, None)
        return
    data = dict(change.data or {})
    if change.what == "record":
        data.pop("origin")
        state[key] = (data, data.pop("review_state"))
    else:
        state[key] = data


def write_at_random(desk: Desk, seed: int, count: int) -> None:
    """Add, correct, judge, delete and read again, as people and workers do beside one another."""
    chance, mine = Random(seed), [f"Số: {seed}/KH\nđạt {seed} xã\nđạt {n} hộ" for n in range(3)]
    for _ in range(count):
        text = chance.choice(mine)
        try:
            step = chance.choice(("read", "correct", "judge", "delete"))
            if step == "read":
                read_mine(desk, text, seed)
                continue
            with desk.store.writing() as session:
                row = chance.choice(
                    session.scalars(sa.select(RecordRow).where(RecordRow.document_number == str(seed))).all() or [None]
                )
                if row is None:
                    continue
                if step == "correct":
                    unit = chance.choice(("xã", "phường", "thôn"))
                    corrections.record_field(session, row.id, "unit", unit, by="a", territory=no_territory)
                elif step == "judge":
                    state = chance.choice(("accepted", "rejected"))
                    corrections.judge(session, row.id, state, by="a", territory=no_territory)
                else:
                    intake.delete(session, row.document_id, by="a")
        except VanthuError:
            continue


def read_mine(desk: Desk, text: str, seed: int) -> None:
    from service import jobs
    from service.store.tables import ReadingRow

    document_id = hand_in(desk, text)
    with desk.store.reading() as session:
        waiting = ReadingRow.document_id == document_id, ReadingRow.state == "queued"
        row = session.scalars(sa.select(ReadingRow).where(*waiting)).first()
    if row is not None and jobs.begin(desk, row.id, row.workflow):
        for step in (jobs.open_document, jobs.recognise_pages, jobs.understand_document):
            jobs.guarded(desk, step, row.id, row.workflow)


@pytest.mark.parametrize("seed", range(int(os.environ.get("VANTHU_SEEDED_RUNS", "2"))))
def test_who_follows_the_changes_while_four_write_ends_with_what_the_store_holds(desk: Desk, seed: int) -> None:
    writers = [threading.Thread(target=write_at_random, args=(desk, 10 * seed + n + 1, 12)) for n in range(4)]
    state: dict[str, object] = {}
    number = 0
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        number = follow(desk.store, state, number)
    for writer in writers:
        writer.join()
    number = follow(desk.store, state, number)
    assert state == state_of(desk.store)
    assert number > 0, "nothing was written"
