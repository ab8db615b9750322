"""Targets that cannot all be true: one indicator with two values, and sums that do not add up. Also two plans side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.store.keys import plain
from service.store.tables import RecordRow

Identity = tuple[object, ...]


def identity(row: RecordRow) -> Identity:
    """What a target is about: two targets that agree in it speak of the same quantity."""
    data = row.data
    due = data["due"]
    places = tuple(sorted(data.get("places") or ()))
    return (row.subject_key, row.unit, data["change"], due["earliest"], due["latest"], places)


def amount(row: RecordRow) -> tuple[object, ...]:
    data = row.data
    return (data["comparator"], float(data["value"]), data.get("upper"))


def among(rows: Sequence[RecordRow]) -> Mapping[str, list[str]]:
    """For each record that another contradicts: the ids of those; and those whose share of a whole is more than the whole."""
    groups: dict[Identity, list[RecordRow]] = {}
    for row in rows:
        groups.setdefault(identity(row), []).append(row)
    found: dict[str, list[str]] = {}
    for group in groups.values():
        for row in group:
            others = [other.id for other in group if amount(other) != amount(row)]
            if others:
                found[row.id] = others
    for row in rows:
        whole = row.data.get("of")
        if whole and float(row.data["value"]) > float(whole["value"]) and whole["unit"] == row.unit:
            found.setdefault(row.id, [])
    return found


def side_by_side(first: Sequence[RecordRow], second: Sequence[RecordRow]) -> list[dict[str, Any]]:
    """Lines with the targets of one plan beside those of the other: by indicator and unit, in the first plan's order."""

    def key(row: RecordRow) -> tuple[str, str]:
        return (plain(row.data["indicator"]), row.data["unit"])

    left: dict[tuple[str, str], list[RecordRow]] = {}
    right: dict[tuple[str, str], list[RecordRow]] = {}
    for rows, side in ((first, left), (second, right)):
        for row in rows:
            side.setdefault(key(row), []).append(row)
    lines = []
    for one in [*left, *(name for name in right if name not in left)]:
        pair = (left.get(one, []), right.get(one, []))
        same = [{amount(row) for row in side} for side in pair]
        state = "only_first" if not pair[1] else "only_second" if not pair[0] else "same" if same[0] == same[1] else "differs"
        lines.append({"first": pair[0], "second": pair[1], "state": state})
    order = {"differs": 0, "same": 1, "only_first": 2, "only_second": 3}
    return sorted(lines, key=lambda line: order[line["state"]])
