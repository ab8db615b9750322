"""The README is true: its tree, its commands, and the session that it shows."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.cli import COMMANDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
VANTHU = str(Path(sys.executable).with_name("vanthu"))
UNSTEADY = re.compile(r"found |doubtful |pages, ")
"""Lines that say how long it took, and how much was found: these change with the machine and with every better reader."""


def tree() -> list[str]:
    """The paths that "The tree" names."""
    block = README.split("## The tree")[1].split("##")[0]
    paths, top = [], ""
    for indent, name in re.findall(r"^    ( *)(\S+)", block, re.MULTILINE):
        top = name if not indent else top
        paths.append(name if not indent else top + name)
    return paths


def test_the_tree_names_what_is_there() -> None:
    assert [path for path in tree() if not (ROOT / path).exists()] == []


def test_every_room_of_the_service_stands_in_the_tree() -> None:
    rooms = {f"service/{path.name}/" for path in (ROOT / "service").iterdir() if (path / "__init__.py").exists()}
    assert rooms - set(tree()) == set()


def test_every_command_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"(?:`|bin/)vanthu ([a-z][a-z-]*)", README))
    assert named <= set(COMMANDS), named
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)\b", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def steps(session: str) -> list[tuple[str, list[str]]]:
    """Command and the lines that the README shows after it."""
    parts = re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    return [(lines[0], lines[1:]) for lines in (part.strip().splitlines() for part in parts)]


def test_the_first_session_prints_what_the_readme_shows() -> None:
    ((command, shown),) = steps(SESSIONS[0])
    done = subprocess.run(
        [VANTHU, *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, text=True, check=True, env=environment()
    )
    printed = done.stdout.splitlines()
    assert [line for line in printed if not UNSTEADY.search(line)] == [line for line in shown if not UNSTEADY.search(line)]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "OMP_THREAD_LIMIT": "1", **more}


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """`vanthu serve` as `make run` calls it, on a free port with an empty data directory."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    settings = environment(VANTHU_DATA_DIRECTORY=str(tmp_path), VANTHU_PORT=str(number))
    server = subprocess.Popen([VANTHU, "serve"], env=settings, cwd=ROOT)
    try:
        wait_for(number)
        yield number
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def wait_for(number: int) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{number}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError("the service did not come up")


def test_the_session_over_http_answers_what_the_readme_shows(port: int) -> None:
    (upload, taken), (question, answer) = steps(SESSIONS[1])
    assert json.loads(ask(upload, port)) == json.loads(taken[0])
    shown = json.loads(re.search(r'"records":\[(\{.*?\})\]', answer[0]).group(1))  # type: ignore[union-attr]
    for _ in range(240):
        records = json.loads(ask(question, port))["records"]
        if records:
            break
        time.sleep(0.5)
    assert [(r["written"], r["latest"], r["page"]) for r in records] == [(shown["written"], shown["latest"], shown["page"])]


def ask(command: str, port: int) -> str:
    """One curl of the README, with our port."""
    here = shlex.split(command.replace(":8080", f":{port}"))
    return subprocess.run(here, cwd=ROOT, capture_output=True, text=True, check=True).stdout
