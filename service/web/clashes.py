"""What is said beside targets that cannot all be true: other values for one quantity, more than the whole. Also two plans side
by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from service.store.contradictions import amount, contradict, quantity
from service.store.keys import plain
from service.store.tables import RecordRow


@dataclass(frozen=True)
class Marks:
    """What is said beside a target: `others` contradict it; `is_more` where a part is more than its whole."""

    others: tuple[RecordRow, ...] = ()
    is_more: bool = False


def among(rows: Sequence[RecordRow], more: Iterable[RecordRow] = ()) -> Mapping[str, Marks]:
    """By id, each of `rows` that another one, or one of `more`, contradicts, or whose part is more than its whole."""
    groups: dict[int, dict[str, RecordRow]] = {}
    for row in [*rows, *more]:
        groups.setdefault(quantity(row), {})[row.id] = row
    found: dict[str, Marks] = {}
    for row in rows:
        others = tuple(other for other in groups[quantity(row)].values() if contradict(amount(row), amount(other)))
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
