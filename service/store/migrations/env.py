"""Alembic's entrance; the connection comes from `service.store.schema`, or from VANTHU_DATABASE_URL on the command line."""

from alembic import context

from service.settings import Settings
from service.store.engine import database_url, make_engine
from service.store.tables import Base


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=False)
        context.run_migrations()
        return
    engine = make_engine(database_url(Settings()))
    with engine.begin() as opened:
        context.configure(connection=opened, target_metadata=Base.metadata)
        context.run_migrations()


run()
