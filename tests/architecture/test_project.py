"""What the project says of itself is true."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
LOCKED = set(re.findall(r"^([a-z0-9-]+)==", LOCK, re.MULTILINE))


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement).group().lower())  # type: ignore[union-attr]


def test_the_lock_names_every_dependency_with_hashes_and_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    assert {canonical(name) for name in wanted} - LOCKED == set()
    for entry in re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in entry, entry
    assert not re.search(r"://|--(extra-)?index-url|--find-links|^/|@ ", LOCK, re.MULTILINE)


def test_nothing_committed_names_a_package_registry() -> None:
    registries = re.compile(r"pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org")
    for name in ("Dockerfile", "compose.yaml", "Makefile", "pyproject.toml", ".ci/run"):
        assert not registries.search((ROOT / name).read_text(encoding="utf-8")), name


def test_every_recipe_that_ci_runs_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert {"install", "system", "run", "test", "bench", "evaluate"} <= targets
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
