"""`vanthu doctor`: what is missing on this machine, and how to get it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, requires

import click

from service.settings import Settings

LEAST_FREE_GB = 2.0


@dataclass(frozen=True)
class Finding:
    """`remedy` says how to get what is missing; "" when all is well."""

    what: str
    is_good: bool
    said: str
    remedy: str = ""
    is_needed: bool = True


@click.command()
def doctor() -> None:
    """Look whether everything that vanthu needs is here. Exit status 69 when something needed is missing."""
    findings = [finding for examine in EXAMINATIONS for finding in examine(Settings())]
    for finding in findings:
        mark = "ok" if finding.is_good else "MISSING" if finding.is_needed else "absent"
        click.echo(f"{mark:8}{finding.what}: {finding.said}")
        if not finding.is_good:
            click.echo(f"        → {finding.remedy}")
    sys.exit(69 if any(f.is_needed and not f.is_good for f in findings) else 0)


def _python(settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or newer")
    yield Finding("packages", *_packages())


def _packages() -> tuple[bool, str, str]:
    missing = []
    for line in requires("vanthu") or ():
        if "extra ==" in line:
            continue
        name = line.split(";")[0].split("[")[0]
        for mark in "<>=!~ ":
            name = name.split(mark)[0]
        try:
            distribution(name)
        except PackageNotFoundError:
            missing.append(name)
    return not missing, ", ".join(missing) or "all there", "make install"


def _tesseract(settings: Settings) -> Iterator[Finding]:
    remedy = "apt install tesseract-ocr tesseract-ocr-vie"
    program = shutil.which("tesseract")
    if program is None:
        yield Finding("tesseract", False, "not found", remedy)
        return
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = (said.stdout or said.stderr).split("\n", 1)[0]
    yield Finding("tesseract", " 5" in version, version, remedy)
    languages = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False).stdout.split()
    yield Finding("tesseract vie", "vie" in languages, "there" if "vie" in languages else "not found", remedy)


def _programs(settings: Settings) -> Iterator[Finding]:
    for program, package, use in (
        ("gs", "ghostscript", "PDF/A export"),
        ("pg_dump", "postgresql-client", "backup of PostgreSQL"),
    ):
        path = shutil.which(program)
        yield Finding(f"{program} ({use})", path is not None, path or "not found", f"apt install {package}", is_needed=False)


def _places(settings: Settings) -> Iterator[Finding]:
    directory = settings.data_directory.absolute()
    there = next(parent for parent in (directory, *directory.parents) if parent.exists())
    is_open = os.access(there, os.W_OK)
    yield Finding("data directory", is_open, str(directory), "make it writable, or set VANTHU_DATA_DIRECTORY")
    free = shutil.disk_usage(there).free / 1e9
    yield Finding("free space", free >= LEAST_FREE_GB, f"{free:.1f} GB", "make room, or set VANTHU_DATA_DIRECTORY")


def _database(settings: Settings) -> Iterator[Finding]:
    from service.store import schema

    state = schema.state_of(settings)
    remedy = "start the database, or correct VANTHU_DATABASE_URL"
    yield Finding("database", state.answers, f"{state.place}: {state.said}", remedy)


EXAMINATIONS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (_python, _tesseract, _programs, _places, _database)
