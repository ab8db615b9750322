"""Words of an extractor, kept as data beside it: "targets.toml" → patterns over the key."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from extractors.grammar.keys import words_pattern


@cache
def _data(extractor: str) -> dict[str, Any]:
    with Path(__file__).with_name(f"{extractor}.toml").open("rb") as file:
        return tomllib.load(file)


def words(extractor: str, name: str) -> tuple[str, ...]:
    """The phrases under a name, such as "change.increase"."""
    found: Any = _data(extractor)
    for part in name.split("."):
        found = found[part]
    return tuple(found)


@cache
def anywhere(extractor: str, *names: str) -> re.Pattern[str]:
    """Any of the phrases as whole words."""
    return re.compile(rf"(?<!\w){_any(extractor, names)}(?!\w)")


@cache
def at_start(extractor: str, *names: str) -> re.Pattern[str]:
    """Any of the phrases at the start, after white space."""
    return re.compile(rf"\s*{_any(extractor, names)}(?!\w)")


@cache
def at_end(extractor: str, *names: str) -> re.Pattern[str]:
    """Any of the phrases at the end, before white space."""
    return re.compile(rf"(?<!\w){_any(extractor, names)}\s*$")


@cache
def spelled(extractor: str, *names: str) -> re.Pattern[str]:
    """Any of the phrases as whole words of a lower-cased text, marks and all: "đã" is not "đa", "chấm" is not "chăm"."""
    phrases = sorted({phrase.lower() for name in names for phrase in words(extractor, name)}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases) + r")(?!\w)")


def _any(extractor: str, names: tuple[str, ...]) -> str:
    return words_pattern(tuple(phrase for name in names for phrase in words(extractor, name)))
