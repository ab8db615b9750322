"""A document checked against itself: shares against their wholes, totals against their parts.

A clash is a doubt on the record. Where one misread digit would explain it, the doubt proposes the correction with its evidence;
nothing is changed.
"""

from collections.abc import Sequence
from decimal import Decimal

from extractors.grammar.numbers import render_number
from extractors.grammar.quantities import QuantityMention
from extractors.grammar.units import UnitKind

_MISREAD = {
    frozenset(pair) for pair in ("01", "17", "08", "38", "56", "58", "35", "69", "68", "39", "89", "27", "12", "14", "49", "00")
}


def share_doubts(share: QuantityMention, part: QuantityMention | None) -> tuple[str, ...]:
    """ "147/184 xã, chiếm 79,9%": a doubt when the share is not the part over the whole, to the digits it is written with."""
    if part is None or part.whole is None or share.unit.kind is not UnitKind.PERCENT or share.upper is not None:
        return ()
    true = 100 * part.value / part.whole
    places = -int(share.value.as_tuple().exponent)
    if abs(true - share.value) <= Decimal(1).scaleb(-max(0, places)):
        return ()
    written = f"{render_number(part.value)}/{render_number(part.whole)}"
    said = f"{written} là {render_number(true.quantize(Decimal('0.1')))}%, không phải {render_number(share.value)}%"
    return (said, *_proposals(share.value, part.value, part.whole, places))


def _proposals(share: Decimal, part: Decimal, whole: Decimal, places: int) -> tuple[str, ...]:
    """Single misread digits that would make share, part and whole agree."""
    tolerance = Decimal(1).scaleb(-max(0, places))
    found = []
    for name, value in (("tỷ lệ", share), ("số đạt", part), ("tổng số", whole)):
        for other in misreadings(value):
            s, p, w = (other if name == n else v for n, v in (("tỷ lệ", share), ("số đạt", part), ("tổng số", whole)))
            if w and abs(100 * p / w - s) <= tolerance:
                found.append(f"đề xuất: {name} {render_number(value)} có thể là {render_number(other)}")
    return tuple(found) if len(found) == 1 else ()


def misreadings(value: Decimal) -> tuple[Decimal, ...]:
    """Numbers that differ by one digit which is easily misread: 147 → 141, 747, …"""
    text = f"{value:f}"
    found = []
    for index, digit in enumerate(text):
        for other in "0123456789":
            if other != digit and frozenset(digit + other) in _MISREAD:
                found.append(Decimal(text[:index] + other + text[index + 1 :]))
    return tuple(found)


def sum_doubts(total: Decimal, parts: Sequence[Decimal]) -> tuple[str, ...]:
    """A doubt when a total is not the sum of its parts; with a proposal when one misread digit in the total explains it."""
    added = sum(parts, Decimal(0))
    if added == total:
        return ()
    said = f"tổng các thành phần là {render_number(added)}, không phải {render_number(total)}"
    if added in misreadings(total):
        return (said, f"đề xuất: tổng {render_number(total)} có thể là {render_number(added)}")
    return (said,)
