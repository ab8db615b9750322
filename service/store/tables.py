"""What is kept, table by table. A change here needs a migration (`migrations/versions`)."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Json = sa.JSON().with_variant(JSONB(), "postgresql")
BigKey = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class UtcDateTime(sa.TypeDecorator[datetime]):
    """Instants with their zone, UTC in and UTC out; SQLite itself would forget the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: Json, list[Any]: Json, bytes: sa.LargeBinary()}  # noqa: RUF012
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class DocumentRow(Base):
    """One file. `id` is the SHA-256 of its bytes, so the same file twice is one row."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    number_in_line: Mapped[int] = mapped_column(BigKey, unique=True)  # order of arrival, for stable paging
    filename: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigKey)
    source: Mapped[str | None]
    page_count: Mapped[int | None]
    state: Mapped[str] = mapped_column(sa.String(16), index=True)
    review_state: Mapped[str] = mapped_column(sa.String(16), default="unseen", index=True)
    priority: Mapped[int] = mapped_column(default=10)
    revision: Mapped[int] = mapped_column(default=1)
    added_by: Mapped[str | None]
    added_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]
    current_reading: Mapped[int | None] = mapped_column(BigKey)  # the last finished one, which is served
    active_reading: Mapped[int | None] = mapped_column(BigKey)  # the one in progress
    kind: Mapped[str | None]
    number: Mapped[str | None]
    symbol: Mapped[str | None]
    full_number: Mapped[str | None] = mapped_column(index=True)  # "263/QĐ-TTg"; null when either part is not known
    issuer: Mapped[str | None]
    issuer_key: Mapped[str | None]
    issued: Mapped[date | None] = mapped_column(index=True)
    title: Mapped[str | None]
    name_key: Mapped[str] = mapped_column(default="")  # file name, number and title without marks, in small letters
    subject_year: Mapped[int | None]
    doubtful_fields: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")  # names of letterhead fields
    record_counts: Mapped[dict[str, Any]] = mapped_column(default=dict)

    __table_args__ = (sa.Index("ix_documents_kind_issued", "kind", "issued"), sa.Index("ix_documents_number", "number"))


class ReadingRow(Base):
    """One run of the flow over a document. `recognition` names the set of pages it stands on: a run from the text shares it."""

    __tablename__ = "readings"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    document_id: Mapped[str] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    number: Mapped[int]
    recognition: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(16))
    stage: Mapped[str] = mapped_column(sa.String(16), default="open")
    priority: Mapped[int] = mapped_column(default=10)
    attempts: Mapped[int] = mapped_column(default=0)  # starts without a page done in between
    workflow: Mapped[int] = mapped_column(default=0)  # counted up when work is handed out anew after a pause
    dispatched_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    reader_version: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    problems: Mapped[list[Any]] = mapped_column(default=list)
    content: Mapped[bytes | None]  # the Reading without its records, as compressed JSON
    restoration: Mapped[bytes | None]
    outline: Mapped[bytes | None]

    __table_args__ = (
        sa.UniqueConstraint("document_id", "number"),
        sa.Index("ix_readings_line", "state", "dispatched_at", "priority", "id"),
    )


class PageRow(Base):
    """A page as recognised: Page JSON, compressed."""

    __tablename__ = "pages"

    document_id: Mapped[str] = mapped_column(sa.ForeignKey("documents.id"), primary_key=True)
    recognition: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    width_points: Mapped[float]
    height_points: Mapped[float]
    source: Mapped[str]
    source_reason: Mapped[str]
    quality: Mapped[float | None]
    word_count: Mapped[int]
    problems: Mapped[list[Any]]
    content: Mapped[bytes]
    seconds: Mapped[float]
    done_by: Mapped[str]
    done_at: Mapped[datetime] = mapped_column(default=now)


class RecordRow(Base):
    """A record of the served reading, with corrections laid over it; `data` is the record's JSON as served.

    Columns hold what is asked for; a column that a kind does not have is null. `document_*` repeat the document's
    letterhead so that the commonest questions need no join.
    """

    __tablename__ = "records"

    key: Mapped[int] = mapped_column(BigKey, primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(64))
    document_id: Mapped[str] = mapped_column(sa.ForeignKey("documents.id"))
    reading: Mapped[int] = mapped_column(BigKey)
    kind: Mapped[str] = mapped_column(sa.String(16))
    page: Mapped[int]
    position: Mapped[int]
    quote: Mapped[str]
    section: Mapped[str | None]
    confidence: Mapped[float]
    review_state: Mapped[str] = mapped_column(sa.String(16), default="unseen")
    origin: Mapped[str] = mapped_column(sa.String(8), default="reader")
    subject: Mapped[str | None]  # indicator, matter, task, about, name
    subject_key: Mapped[str | None]  # the same without marks, in small letters
    comparator: Mapped[str | None] = mapped_column(sa.String(16))
    change: Mapped[str | None] = mapped_column(sa.String(16))
    value_low: Mapped[float | None]
    value_high: Mapped[float | None]
    unit: Mapped[str | None]
    due_earliest: Mapped[date | None]
    due_latest: Mapped[date | None]
    every: Mapped[str | None] = mapped_column(sa.String(16))
    role: Mapped[str | None] = mapped_column(sa.String(16))  # citation or assignment role, act, relation, place status
    body: Mapped[str | None]
    body_key: Mapped[str | None]
    cited_number: Mapped[str | None]
    instrument_key: Mapped[str | None]
    document_kind: Mapped[str | None]
    document_number: Mapped[str | None]
    document_issuer_key: Mapped[str | None]
    document_issued: Mapped[date | None]
    quantity: Mapped[int | None] = mapped_column(BigKey, index=True)  # what a target speaks of: see contradictions
    data: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (
        sa.UniqueConstraint("document_id", "id"),
        sa.Index(  # what lists are narrowed by and counted over, in the order of arrival, without a look at the records
            "ix_records_asked",
            *("kind", "key", "review_state", "unit", "value_high", "value_low", "change", "comparator"),
            *("document_kind", "due_latest", "every"),
        ),
        sa.Index("ix_records_document_kind_key", "document_id", "kind", "key"),
        sa.Index("ix_records_kind_due", "kind", "due_latest", "key", "review_state"),
        sa.Index("ix_records_kind_value_range", "kind", "unit", "value_low", "key", "value_high"),
        sa.Index("ix_records_kind_issued", "kind", "document_issued", "key"),
        sa.Index("ix_records_kind_confidence", "kind", "confidence", "key"),
        sa.Index("ix_records_kind_review", "kind", "review_state", "key"),
        sa.Index("ix_records_cited_number", "cited_number"),
        sa.Index("ix_records_instrument_key", "instrument_key"),
        sa.Index("ix_records_id", "id"),
    )


class CitedActRow(Base):
    """An act that documents cite, counted: `way` is "number" for citations that write one number, "instrument" for those of one
    key. Kind, issuer, day and subject are what most of its newest citations say.
    """

    __tablename__ = "cited_acts"

    way: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str | None]
    words: Mapped[str]  # name and number without marks, in small letters
    times: Mapped[int]
    documents: Mapped[int]
    kind: Mapped[str | None]
    issuer: Mapped[str | None]
    issued: Mapped[date | None]
    about: Mapped[str | None]

    __table_args__ = (
        sa.Index("ix_cited_acts_times", "way", "times", "name"),
        sa.Index("ix_cited_acts_documents", "way", "documents", "name"),
    )


class ActRoleRow(Base):
    """How often an instrument is cited in a role."""

    __tablename__ = "act_roles"

    key: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    times: Mapped[int]


class DisputedRow(Base):
    """A quantity that targets contradict each other about."""

    __tablename__ = "disputed_quantities"

    quantity: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)


class RecordPlaceRow(Base):
    """A unit that a record is for, or that holds such a unit: `map` is "old" (to 30 June 2025) or "new"."""

    __tablename__ = "record_places"

    record_key: Mapped[int] = mapped_column(BigKey, sa.ForeignKey("records.key", ondelete="CASCADE"), primary_key=True)
    map: Mapped[str] = mapped_column(sa.String(4), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(16))
    is_direct: Mapped[bool]

    __table_args__ = (sa.Index("ix_record_places_asked", "map", "code", "kind", "record_key"),)


class PageTextRow(Base):
    """The restored text of one page of the served reading, for searching.

    `folded` is its words in small letters, `plain` those without marks; `places` holds each word's span in `text` and its box.
    """

    __tablename__ = "page_texts"

    key: Mapped[int] = mapped_column(BigKey, primary_key=True)
    document_id: Mapped[str] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    page: Mapped[int]
    start: Mapped[int]  # offset of the page in the restored text
    text: Mapped[str]
    folded: Mapped[str]
    plain: Mapped[str]
    places: Mapped[bytes]


class CorrectionRow(Base):
    """What a person said against or beside the reader, anchored to the scan; never dropped."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    document_id: Mapped[str] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))  # text, field, box, add, reject, accept, letterhead
    record_kind: Mapped[str | None] = mapped_column(sa.String(16))
    record_id: Mapped[str | None] = mapped_column(sa.String(64))
    field: Mapped[str | None]
    anchor: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    status: Mapped[str] = mapped_column(sa.String(16), default="applied")  # applied, conflict, waiting
    conflict: Mapped[str] = mapped_column(default="")


class ChangeRow(Base):
    """The log that `/changes` serves: `number` counts 1, 2, 3 … in the order in which the writes became visible."""

    __tablename__ = "changes"

    number: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=now)
    what: Mapped[str] = mapped_column(sa.String(16))  # document, record, correction
    action: Mapped[str] = mapped_column(sa.String(16))  # created, revised, deleted
    id: Mapped[str]
    document_id: Mapped[str] = mapped_column(sa.String(64), index=True)
    kind: Mapped[str | None] = mapped_column(sa.String(16))
    made_by: Mapped[str | None]
    data: Mapped[dict[str, Any] | None]


class CounterRow(Base):
    """Numbers without gaps: a counter's row stays locked until the write that took a number is done."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    value: Mapped[int] = mapped_column(BigKey)


class WorkerRow(Base):
    """A process that reads documents. `machine` and `pid` let a neighbour see at once that it is gone."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    machine: Mapped[str]
    pid: Mapped[int]
    pid_started: Mapped[str]
    version: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(default=now)
    beat_at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[str] = mapped_column(sa.String(16), default="living")  # living, left, lost; then stopped, dead


class AccountRow(Base):
    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    role: Mapped[str] = mapped_column(sa.String(16))
    password_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]


class SessionRow(Base):
    """A signed-in browser; only the hash of its token is kept."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account: Mapped[str] = mapped_column(sa.ForeignKey("accounts.name"), index=True)
    csrf_token: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]


class ApiKeyRow(Base):
    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    key_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account: Mapped[str] = mapped_column(sa.ForeignKey("accounts.name"), index=True)
    label: Mapped[str]
    scope: Mapped[str] = mapped_column(sa.String(16))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LoginAttemptRow(Base):
    __tablename__ = "login_attempts"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(64), index=True)
    address: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(default=now)


class AuditRow(Base):
    """Who did what, when, from where; no text of any document."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class IdempotencyRow(Base):
    """The answer that was given to a request with an Idempotency-Key, to be given again."""

    __tablename__ = "idempotency"

    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now)


class WebhookRow(Base):
    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    url: Mapped[str]
    secret: Mapped[str]
    events: Mapped[list[Any]]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]
    next_change: Mapped[int] = mapped_column(BigKey)  # the first change that has not been made a delivery yet


class DeliveryRow(Base):
    __tablename__ = "deliveries"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(sa.ForeignKey("webhooks.id"), index=True)
    change: Mapped[int] = mapped_column(BigKey)
    state: Mapped[str] = mapped_column(sa.String(16), default="waiting")  # waiting, delivered, dead
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    last_status: Mapped[int | None]
    last_error: Mapped[str] = mapped_column(default="")
    delivered_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("webhook_id", "change"), sa.Index("ix_deliveries_due", "state", "next_at"))


class ImportRow(Base):
    """A file of a bulk import that was seen, so that an import goes on where it stopped."""

    __tablename__ = "imports"

    origin: Mapped[str] = mapped_column(sa.String(512), primary_key=True)  # folder or archive, and the path in it
    size_bytes: Mapped[int] = mapped_column(BigKey)
    modified: Mapped[str]
    document_id: Mapped[str | None] = mapped_column(sa.String(64))
    error_code: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)


class SavedSearchRow(Base):
    """A question that somebody asks again and again. `token` opens its feeds, and nothing else, without signing in."""

    __tablename__ = "saved_searches"

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    account: Mapped[str] = mapped_column(sa.String(64), index=True)  # "local" where there are no accounts
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(sa.String(16))
    asked: Mapped[dict[str, Any]]
    token: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime] = mapped_column(default=now)
