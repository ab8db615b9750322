"""The durable workflow: one document, page by page, resumed where it stopped.

The store holds what is to be done and what is done: a page that was kept is never recognised again. A worker that is free takes
the most urgent reading from the line, so that what is paused or cancelled never starts. DBOS keeps which worker has it, and
hands it on when that worker dies; workers say every few seconds that they live, and each looks for those that no longer do.
"""

import logging
import math
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy.orm import Session

from models.page import Page
from models.problem import Problem
from service import __version__, logs
from service.errors import VanthuError
from service.reading import Scan, Toolbox, understand
from service.settings import Settings
from service.store import Store, changes, documents, hooks, laying, people, readings, records, sending, workers
from service.store.changes import Change
from service.store.packing import unpack
from service.store.tables import DocumentRow, ReadingRow, now

log = logging.getLogger(__name__)

APPLICATION_VERSION = "1"
"""Fixed: DBOS gives waiting work only to workers of the same version, and an upgrade must not orphan what waits."""
QUEUE = "documents"
"""Earlier versions put readings here; it is looked at now and then for those of a database from before."""
QUEUE_SECONDS = 30.0
MAX_STARTS_WITHOUT_A_PAGE = 25
BEAT_SECONDS = 3.0
LOOK_SECONDS = 0.2
START_SECONDS = 5.0
TIDY_SECONDS = 3600.0

OpenScan = Callable[[bytes, str, Settings], Scan]


class UnderWay:
    """The readings that this process works on at the moment."""

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._ids)

    @contextmanager
    def holding(self, reading_id: int) -> Iterator[None]:
        with self._changed:
            self._ids.add(reading_id)
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._ids.discard(reading_id)

    def wait_for(self, reading_id: int, seconds: float) -> None:
        """Until work on a reading has begun here; it never does where another worker had it already."""
        with self._changed:
            self._changed.wait_for(lambda: reading_id in self._ids, seconds)


@dataclass(frozen=True)
class Desk:
    """What a worker works with."""

    store: Store
    settings: Settings
    open_scan: OpenScan
    toolbox: Toolbox
    territory: records.Territory = records.no_territory
    worker_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    stopping: threading.Event = field(default_factory=threading.Event)
    under_way: UnderWay = field(default_factory=UnderWay)


_desks: list[Desk] = []


def _desk() -> Desk:
    if not _desks:
        raise RuntimeError("no worker runs in this process")
    return _desks[-1]


# ── one reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@DBOS.workflow(name="read_document", max_recovery_attempts=1_000_000)
def read_document(reading_id: int, workflow: int) -> str:
    """open → recognise → understand; returns the state in which it left the reading."""
    with _desk().under_way.holding(reading_id):
        if not begin(_desk(), reading_id, workflow):
            return "left"
        for step in (open_step, recognise_step, understand_step):
            state = step(reading_id, workflow)
            if state != "ok":
                return state
        return "done"


@DBOS.step(name="open")
def open_step(reading_id: int, workflow: int) -> str:
    return guarded(_desk(), open_document, reading_id, workflow)


@DBOS.step(name="recognise")
def recognise_step(reading_id: int, workflow: int) -> str:
    return guarded(_desk(), recognise_pages, reading_id, workflow)


@DBOS.step(name="understand")
def understand_step(reading_id: int, workflow: int) -> str:
    return guarded(_desk(), understand_document, reading_id, workflow)


def guarded(desk: Desk, step: Callable[[Desk, int, int], str], reading_id: int, workflow: int) -> str:
    """Run a step; what goes wrong in it is the document's state, not the worker's end."""
    try:
        return step(desk, reading_id, workflow)
    except VanthuError as error:
        log.warning("reading %d failed in %s: %s", reading_id, step.__name__, error.code)
        return give_up(desk, reading_id, workflow, problem_of(error))
    except Exception as error:
        if desk.stopping.is_set():
            raise
        log.exception("reading %d failed in %s", reading_id, step.__name__)
        return give_up(desk, reading_id, workflow, problem_of(VanthuError(type(error).__name__)))


def problem_of(error: VanthuError) -> Problem:
    return Problem(
        code=error.code,
        message_vi=error.message_vi,
        message_en=error.message_en,
        advice_vi=error.advice_vi,
        advice_en=error.advice_en,
    )


def _own(session: Session, reading_id: int, workflow: int) -> ReadingRow | None:
    """The reading, while it is still this workflow's to work on."""
    reading = session.get(ReadingRow, reading_id)
    if reading is None or reading.workflow != workflow or reading.state not in ("queued", "reading"):
        return None
    return reading


def begin(desk: Desk, reading_id: int, workflow: int) -> bool:
    """Note the start. A reading that was started again and again without a page done is given up: it kills its workers."""
    with desk.store.writing() as session:
        reading = _own(session, reading_id, workflow)
        if reading is None:
            return False
        logs.context(reading_id=reading_id, document_id=reading.document_id)
        reading.attempts += 1
        reading.state, reading.started_at = "reading", reading.started_at or now()
        reading.reader_version = __version__
        if reading.attempts > MAX_STARTS_WITHOUT_A_PAGE:
            readings.fail(session, reading, problem_of(VanthuError("kills its workers")))
            return False
        document = session.get_one(DocumentRow, reading.document_id)
        if document.state != "reading":
            documents.revise(session, document, state="reading")
            _log(session, document)
    return True


def _log(session: Session, document: DocumentRow) -> None:
    changes.record(session, [Change("document", "revised", document.id, document.id, data=documents.summary(document))])


def open_document(desk: Desk, reading_id: int, workflow: int) -> str:
    """Open the original and note how many pages it has."""
    scan = _scan(desk, reading_id)
    with desk.store.writing() as session:
        reading = _own(session, reading_id, workflow)
        if reading is None:
            return "left"
        reading.stage = "recognise"
        document = session.get_one(DocumentRow, reading.document_id)
        documents.revise(session, document, page_count=scan.page_count, source=scan.source)
    return "ok"


def _scan(desk: Desk, reading_id: int) -> Scan:
    with desk.store.reading() as session:
        document = session.get_one(DocumentRow, session.get_one(ReadingRow, reading_id).document_id)
    return desk.open_scan(desk.store.originals.get(document.id), document.filename, desk.settings)


def recognise_pages(desk: Desk, reading_id: int, workflow: int) -> str:
    """Recognise the pages that are not kept yet, and keep each as soon as it is there."""
    with desk.store.reading() as session:
        reading = session.get_one(ReadingRow, reading_id)
        done = readings.pages_done(session, reading.document_id, reading.recognition)
        document = session.get_one(DocumentRow, reading.document_id)
        missing = [number for number in range(1, (document.page_count or 0) + 1) if number not in done]
    if missing:
        scan, began = _scan(desk, reading_id), time.monotonic()
        for page, problems in desk.toolbox.recogniser.recognise(scan, missing):
            _wait_if_stopping(desk)
            seconds, began = time.monotonic() - began, time.monotonic()
            with desk.store.writing() as session:
                own = _own(session, reading_id, workflow)
                if own is None:
                    return "left"
                readings.keep_page(session, own, page, problems, seconds=seconds, by=desk.worker_id)
        log.info("recognised %d pages of reading %d", len(missing), reading_id)
    with desk.store.writing() as session:
        own = _own(session, reading_id, workflow)
        if own is None:
            return "left"
        own.stage = "understand"
    return "ok"


def _wait_if_stopping(desk: Desk) -> None:
    """A worker that is told to stop keeps no further page: whoever takes the document up will."""
    while desk.stopping.is_set():
        time.sleep(0.1)


def understand_document(desk: Desk, reading_id: int, workflow: int) -> str:
    """Restore, outline, resolve, extract; then serve."""
    scan = _scan(desk, reading_id)
    with desk.store.reading() as session:
        reading = session.get_one(ReadingRow, reading_id)
        rows = readings.page_rows(session, reading.document_id, reading.recognition)
        pages = tuple(unpack(Page, row.content) for row in rows)
        problems = tuple(Problem.model_validate(problem) for row in rows for problem in row.problems)
        said = laying.of_text(session, reading.document_id)
        known = readings.restored_before(session, reading)
    restorer = desk.toolbox.restorer if known is None else laying.Restored(known)
    toolbox = replace(desk.toolbox, restorer=laying.CorrectedRestorer(restorer, said))
    began = time.monotonic()
    understood = understand(scan, pages, problems, toolbox)
    log.info("understood reading %d in %.1f s", reading_id, time.monotonic() - began)
    _wait_if_stopping(desk)
    with desk.store.writing() as session:
        own = _own(session, reading_id, workflow)
        if own is None:
            return "left"
        readings.finish(session, own, understood.document, understood.outline, understood.reading, territory=desk.territory)
    return "ok"


def give_up(desk: Desk, reading_id: int, workflow: int, problem: Problem) -> str:
    with desk.store.writing() as session:
        reading = _own(session, reading_id, workflow)
        if reading is not None:
            readings.fail(session, reading, problem)
    return "failed"


# ── the worker ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def work(desk: Desk, *, until: Callable[[], bool]) -> None:
    """Take documents from the line and read them, until told to stop."""
    _desks.append(desk)
    with desk.store.writing() as session:
        workers.register(session, desk.worker_id, __version__)
    try:
        _launch(desk)
        for name, task in (("heartbeat", _beat), ("postman", _send)):
            threading.Thread(target=task, args=(desk,), daemon=True, name=name).start()
        looked_at = tidied_at = -math.inf
        seen = None
        while not until():
            began, now_seen = time.monotonic(), desk.store.last_written()
            is_time = began - looked_at > BEAT_SECONDS
            try:
                if began - tidied_at > TIDY_SECONDS:
                    tidy(desk)
                    tidied_at = began
                if is_time:
                    sweep(desk)
                    looked_at = began
                if is_time or now_seen is None or now_seen != seen:
                    dispatch(desk)
                seen = now_seen
            except sa.exc.SQLAlchemyError as error:
                log.warning("the database does not answer (%s); will try again", type(error).__name__)
                time.sleep(BEAT_SECONDS)
            time.sleep(LOOK_SECONDS)
    finally:
        desk.stopping.set()
        _leave(desk)


def _leave(desk: Desk) -> None:
    """Say good-bye; where that cannot be said, the others will notice."""
    try:
        with desk.store.writing() as session:
            workers.leave(session, desk.worker_id)
    except sa.exc.SQLAlchemyError as error:
        log.warning("left without saying so: %s", type(error).__name__)


def tidy(desk: Desk) -> None:
    """Forget what nobody needs any more: workers that are long gone, sessions that ended, deliveries that were made."""
    with desk.store.writing() as session:
        workers.forget(session)
        people.forget(session)
        hooks.forget(session)


def stop(desk: Desk) -> None:
    """End DBOS in this process, after `work` has returned; for tests, where the process lives on."""
    DBOS.destroy(workflow_completion_timeout_sec=0)
    _desks.remove(desk)


def _launch(desk: Desk) -> None:
    for name in ("dbos", "dbos.transact"):
        logging.getLogger(name).setLevel(logging.ERROR)
    configuration: DBOSConfig = {
        "name": "vanthu",
        "system_database_url": jobs_url(desk.store, desk.settings),
        "application_version": APPLICATION_VERSION,
        "executor_id": desk.worker_id,
        "console_log_level": "ERROR",
        "log_level": "ERROR",
        "notification_listener_polling_interval_sec": 1.0,
    }
    DBOS(config=configuration)
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=desk.settings.documents_at_once, polling_interval_sec=QUEUE_SECONDS)


def jobs_url(store: Store, settings: Settings) -> str:
    """DBOS keeps its own file beside SQLite, and its own schema in PostgreSQL."""
    if store.engine.dialect.name != "sqlite":
        return store.url
    path = settings.data_directory.absolute() / "jobs.sqlite"
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()
    return f"sqlite:///{path}"


def dispatch(desk: Desk) -> None:
    """Begin the most urgent of the readings in line, as many as this worker has room for."""
    for _ in range(desk.settings.documents_at_once - len(desk.under_way)):
        with desk.store.reading() as session:
            is_waiting = session.scalars(_next_in_line()).first() is not None
        if not is_waiting or not _take_next(desk):
            return


def _next_in_line() -> "sa.Select[Any]":
    waiting = sa.select(ReadingRow.id).where(ReadingRow.state == "queued", ReadingRow.dispatched_at.is_(None))
    return waiting.order_by(ReadingRow.priority, ReadingRow.id).limit(1)


def _take_next(desk: Desk) -> bool:
    """Begin the first reading in line; False where another worker was quicker."""
    with desk.store.writing() as session:
        first = sa.update(ReadingRow).where(
            ReadingRow.id == _next_in_line().scalar_subquery(), ReadingRow.dispatched_at.is_(None)
        )
        taken = session.execute(first.values(dispatched_at=now()).returning(ReadingRow.id, ReadingRow.workflow)).first()
        if taken is None:
            return False
        # given to DBOS before it is marked: whatever dies in between, the workflow's id makes starting twice the same as once
        with SetWorkflowID(f"reading-{taken.id}-{taken.workflow}"):
            DBOS.start_workflow(read_document, taken.id, taken.workflow)
    desk.under_way.wait_for(taken.id, START_SECONDS)
    return True


def sweep(desk: Desk) -> None:
    """Hand the work of dead workers to living ones."""
    with desk.store.writing() as session:
        gone = workers.bury(session)
    if gone:
        DBOS._recover_pending_workflows(list(gone))
        with desk.store.writing() as session:
            workers.settle(session, gone)
        log.warning("took up the work of %d workers that are gone", len(gone))


def _beat(desk: Desk) -> None:
    while not desk.stopping.wait(BEAT_SECONDS):
        try:
            with desk.store.writing() as session:
                is_living = workers.beat(session, desk.worker_id)
        except sa.exc.SQLAlchemyError as error:
            log.warning("the database does not answer (%s); will try again", type(error).__name__)
            continue
        if not is_living and not desk.stopping.is_set():
            log.error("this worker was taken for dead and its work handed on; it ends now and may be started again")
            os._exit(75)


def _send(desk: Desk) -> None:
    """Deliver to webhooks what changed; whatever happens to one delivery, the next ones are carried."""
    postman = sending.Postman(desk.store, desk.settings.private_webhooks)
    while not desk.stopping.wait(1.0):
        try:
            postman.look()
        except Exception:
            log.exception("webhooks wait; will try again")
    postman.stop()


def open_desk(settings: Settings) -> Desk:
    """The desk of a worker with the real stages."""
    from service.bootstrap import build_toolbox, lies_in
    from service.scans import open_scan

    return Desk(
        store=Store.open(settings),
        settings=settings,
        open_scan=open_scan,
        toolbox=build_toolbox(settings),
        territory=lies_in,
    )
