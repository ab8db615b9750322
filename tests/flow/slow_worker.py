"""A worker to be killed: `python -m tests.flow.slow_worker DIRECTORY SECONDS_A_PAGE`; notes in pages.log what it recognises."""

import sys
from pathlib import Path

from service.jobs import work
from tests.flow.desk import desk_in

if __name__ == "__main__":
    directory, seconds = Path(sys.argv[1]), float(sys.argv[2])
    work(desk_in(directory, page_seconds=seconds, extract_seconds=seconds, journal=directory / "pages.log"), until=lambda: False)
