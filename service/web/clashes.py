"""Targets that cannot all be true: one indicator with two values, sums that do not add up. Also two plans side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service.store.keys import plain
from service.store.tables import RecordRow

Identity = tuple[object, ...]
EVERYTHING = (float("-inf"), float("inf"))


@dataclass(frozen=True)
class Marks:
    """What is said beside a target: `others` contradict it; `is_more` where a part is more than its whole."""

    others: tuple[RecordRow, ...] = ()
    is_more: bool = False


def identity(row: RecordRow) -> Identity:
    """What a target is about: two targets that agree in it speak of the same quantity.

    A paper that names no place speaks of its issuer's own, so that two provinces' plans do not contradict each other.
    """
    data = row.data
    due = data["due"]
    where = tuple(sorted(data.get("places") or ())) or row.document_issuer_key or row.document_id
    return (row.subject_key, row.unit, data["change"], due["earliest"], due["latest"], where)


def amount(row: RecordRow) -> tuple[object, ...]:
    data = row.data
    return (data["comparator"], float(data["value"]), data.get("upper"))


def reach(row: RecordRow) -> tuple[float, float]:
    """The least and the most that a target allows; "about" reaches a tenth to either side."""
    value, upper = float(row.data["value"]), row.data.get("upper")
    lowest, highest = EVERYTHING
    return {
        "ge": (value, highest),
        "gt": (value, highest),
        "le": (lowest, value),
        "lt": (lowest, value),
        "between": (value, float(upper) if upper is not None else value),
        "approx": (0.9 * value, 1.1 * value),
    }.get(row.data["comparator"], (value, value))


def contradict(one: RecordRow, other: RecordRow) -> bool:
    """Whether no value would be right for both: "ít nhất 90" allows "95", "90" does not.

    Two bounds of one kind ("ít nhất 90", "ít nhất 95") are two targets for one thing, and contradict as well.
    """
    if amount(one) == amount(other):
        return False
    if one.data["comparator"] == other.data["comparator"]:
        return True
    (low, high), (lowest, highest) = reach(one), reach(other)
    return high < lowest or highest < low


def among(rows: Sequence[RecordRow], more: Iterable[RecordRow] = ()) -> Mapping[str, Marks]:
    """By id, each of `rows` that another one, or one of `more`, contradicts, or whose part is more than its whole."""
    groups: dict[Identity, dict[str, RecordRow]] = {}
    for row in [*rows, *more]:
        groups.setdefault(identity(row), {})[row.id] = row
    found: dict[str, Marks] = {}
    for row in rows:
        others = tuple(other for other in groups[identity(row)].values() if contradict(row, other))
        if others or _is_more_than_whole(row):
            found[row.id] = Marks(others, _is_more_than_whole(row))
    return found


def _is_more_than_whole(row: RecordRow) -> bool:
    whole = row.data.get("of")
    if not whole or whole["unit"] != row.unit:
        return False
    return Decimal(str(row.data["value"])) > Decimal(str(whole["value"]))


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
