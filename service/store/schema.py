"""The schema's versions: Alembic, run from inside, one process at a time."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.settings import Settings
from service.store.engine import WRITE, database_url, make_engine

MIGRATIONS = Path(__file__).parent / "migrations"
UPGRADE_LOCK = 7_264_351


def configuration(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        raise RuntimeError("the package holds no migrations")
    return head


def version(engine: sa.Engine) -> str | None:
    """The revision that the database is at; None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@dataclass(frozen=True)
class State:
    """`place` is the database's URL without its password."""

    place: str
    answers: bool
    said: str


def state_of(settings: Settings) -> State:
    """What there is, without making anything."""
    url = sa.make_url(database_url(settings))
    place = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return State(place, answers=True, said="will be made at the first start")
    try:
        at = version(make_engine(url.render_as_string(hide_password=False)))
    except sa.exc.SQLAlchemyError as error:
        return State(place, answers=False, said=type(error).__name__)
    return State(place, answers=True, said=f"schema {at}, newest {newest()}")


def upgrade(engine: sa.Engine, to: str = "head") -> None:
    """Bring the database to a revision; two processes that start together do it once."""
    if to == "head" and version(engine) == newest():
        return
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
        command.upgrade(configuration(connection), to)
