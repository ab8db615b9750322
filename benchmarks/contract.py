"""Thousands of made-up calls against the whole API: does it keep what its OpenAPI document says?

    python -m benchmarks.contract --examples 55                  SQLite
    python -m benchmarks.contract --examples 55 --postgresql     a PostgreSQL of its own

Every operation is called so many times by itself, then chains of calls follow the document's links. Stops with the first
answer that is a 500, has a status or a shape that the document does not name; else prints one JSON object.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

from service.jobs import Desk
from service.settings import Settings
from service.store import Store
from tests.api.calling import Caller
from tests.flow.desk import open_text, toolbox
from tests.postgresql import PostgresqlServer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=55)
    parser.add_argument("--postgresql", action="store_true")
    chosen = parser.parse_args()
    server = PostgresqlServer() if chosen.postgresql else None
    with tempfile.TemporaryDirectory(prefix="vanthu-contract-") as directory:
        settings = Settings(data_directory=Path(directory), database_url=server.url("contract") if server else None)
        desk = Desk(store=Store.open(settings), settings=settings, open_scan=open_text, toolbox=toolbox())
        try:
            caller, began = Caller(desk, with_models=True), time.monotonic()
            caller.each(chosen.examples)
            alone = caller.made.total()
            caller.chains(2 * chosen.examples, steps=10)
        finally:
            desk.store.close()
            if server:
                server.stop()
    told = {
        "database": "postgresql" if chosen.postgresql else "sqlite",
        "operations": len(caller.made),
        "calls": caller.made.total(),
        "of_these_in_chains": caller.made.total() - alone,
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
