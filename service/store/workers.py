"""Processes that read documents: registered, heard from, found dead."""

import os
import socket
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.store.tables import WorkerRow, now

SILENT_AFTER = timedelta(seconds=30)
REMEMBERED = timedelta(days=1)


AT_REST = {"left": "stopped", "lost": "dead"}
"""What a worker is that was told to stop or was lost, and what it is once its work has been handed on."""


def machine() -> str:
    """Names this boot of this machine and its process table, within which a process id means something."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return socket.gethostname()


def process_start(pid: int) -> str | None:
    """When a process of this machine began, in ticks; None when it is not there or is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def register(session: Session, worker_id: str, version: str) -> None:
    pid = os.getpid()
    session.add(WorkerRow(id=worker_id, machine=machine(), pid=pid, pid_started=process_start(pid) or "", version=version))


def beat(session: Session, worker_id: str) -> bool:
    """Say that the worker lives; False when the others have given it up, so that it must stop."""
    mine = sa.update(WorkerRow).where(WorkerRow.id == worker_id, WorkerRow.state == "living")
    beaten = session.execute(mine.values(beat_at=now()).returning(WorkerRow.id))
    return beaten.first() is not None


def leave(session: Session, worker_id: str) -> None:
    session.execute(sa.update(WorkerRow).where(WorkerRow.id == worker_id).values(state="left"))


def bury(session: Session) -> Sequence[str]:
    """Mark workers dead whose process is gone or who have been silent too long; return all whose work nobody took up yet."""
    here = machine()
    for worker in session.scalars(sa.select(WorkerRow).where(WorkerRow.state == "living")):
        is_gone = worker.machine == here and process_start(worker.pid) != worker.pid_started
        if is_gone or worker.beat_at < now() - SILENT_AFTER:
            worker.state = "lost"
    session.flush()
    return session.scalars(sa.select(WorkerRow.id).where(WorkerRow.state.in_(AT_REST))).all()


def settle(session: Session, worker_ids: Sequence[str]) -> None:
    """The work of these has been handed on."""
    for before, after in AT_REST.items():
        handed_on = (WorkerRow.id.in_(worker_ids), WorkerRow.state == before)
        session.execute(sa.update(WorkerRow).where(*handed_on).values(state=after))


def living(session: Session) -> Sequence[WorkerRow]:
    return session.scalars(sa.select(WorkerRow).where(WorkerRow.state == "living").order_by(WorkerRow.started_at)).all()


def present(session: Session) -> int:
    """How many workers were heard from lately."""
    heard = sa.select(sa.func.count()).where(WorkerRow.state == "living", WorkerRow.beat_at >= now() - SILENT_AFTER)
    return session.execute(heard).scalar_one()


def forget(session: Session) -> None:
    """Drop the rows of workers that are long gone and whose work was handed on."""
    gone = WorkerRow.state.in_(AT_REST.values())
    session.execute(sa.delete(WorkerRow).where(gone, WorkerRow.beat_at < now() - REMEMBERED))
