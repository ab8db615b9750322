"""The contracts of pyproject.toml hold, and each turns red when somebody breaks it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

BREAKERS = [  # (module to change, line that is added, words of the contract that must object)
    ("models/spans.py", "import extractors.base", "service -> extractors -> models BROKEN"),
    ("extractors/base.py", "import service.settings", "service -> extractors -> models BROKEN"),
    ("service/settings.py", "import service.reading", "has its floor, and stages do not know each other BROKEN"),
    ("service/outline/__init__.py", "import service.restoration", "has its floor, and stages do not know each other BROKEN"),
    ("service/reading.py", "import service.store", ""),  # the flow stands above the stages: no contract objects
    ("service/bootstrap.py", "import service.training", "has its floor, and stages do not know each other BROKEN"),
    ("service/attic.py", "", "has its floor, and stages do not know each other BROKEN"),  # a room nobody placed
    ("extractors/deadlines.py", "import extractors.citations", "Extractors do not know each other"),
    ("service/outline/__init__.py", "import pikepdf", "Each outside library enters by its door BROKEN"),
    ("models/spans.py", "import iniconfig", "which has no door"),  # a library that no contract lists
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source, without data."""
    copy = tmp_path_factory.mktemp("house")
    for package in ("service", "extractors", "models", "tests/architecture"):
        for source in (ROOT / package).rglob("*.py"):
            target = copy / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    shutil.copy(ROOT / "tests" / "__init__.py", copy / "tests")
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def lint_imports(house: Path) -> tuple[int, str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "COLUMNS": "400", "PYTHONPATH": str(house)}
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_house_keeps_its_contracts(house: Path) -> None:
    code, output = lint_imports(house)
    assert code == 0, output


@pytest.mark.parametrize(("module", "line", "objection"), BREAKERS)
def test_a_broken_contract_turns_red(house: Path, module: str, line: str, objection: str) -> None:
    path = house / module
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        code, output = lint_imports(house)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert (code != 0) == bool(objection), output
    assert objection in output
