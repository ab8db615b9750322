"""Targets as found, before they are records: the same fact said twice becomes one record that knows both places."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.base import Context
from extractors.confidence import extraction_confidence
from extractors.grammar.keys import key_of
from extractors.grammar.money import money_factor
from extractors.grammar.quantities import QuantityMention
from models.period import Due
from models.quantity import Change, Comparator, Whole
from models.spans import Span
from models.target import Target


@dataclass(frozen=True)
class Found:
    """A target and where it stands; `pattern` names the rule by which it was found."""

    spans: tuple[Span, ...]
    number_spans: tuple[Span, ...]
    section: str | None
    indicator: str
    comparator: Comparator
    value: Decimal
    upper: Decimal | None
    unit: str
    change: Change
    of: Whole | None
    due: Due
    pattern: str
    doubts: tuple[str, ...] = ()
    quantity: QuantityMention | None = None
    clause: tuple[int, int] = (-1, -1)
    also: tuple[tuple[Span, ...], ...] = ()


def merged(found: Iterable[Found]) -> list[Found]:
    """The first saying of each target, with the places of the others."""
    groups: dict[tuple[object, ...], list[tuple[Found, list[tuple[Span, ...]]]]] = {}
    order: list[tuple[Found, list[tuple[Span, ...]]]] = []
    for one in found:
        factor, base = money_factor(one.unit)
        identity = (one.value * factor, one.upper, base, one.change, one.comparator, one.due.latest)
        alike = (entry for entry in groups.get(identity, ()) if not _is_same_row(entry[0], one))
        same = next((entry for entry in alike if _is_same_fact(entry[0], one)), None)
        if same is not None:
            if not any(span.touches(one.number_spans[0]) for span in same[0].number_spans):
                same[1].append(one.spans)
            continue
        entry: tuple[Found, list[tuple[Span, ...]]] = (one, [])
        groups.setdefault(identity, []).append(entry)
        order.append(entry)
    return [_with_places(one, also) for one, also in order]


def _is_same_row(first: Found, second: Found) -> bool:
    """Two cells of a row, such as that of the last year and that of the whole period, are two targets."""
    return first.pattern.startswith("table") and first.spans == second.spans and first.number_spans != second.number_spans


def _with_places(one: Found, also: Sequence[tuple[Span, ...]]) -> Found:
    return replace(one, also=tuple(also)) if also else one


_EMPTY = frozenset(
    [
        "so",
        "ty",
        "le",
        "ti",
        "tong",
        "gia",
        "tri",
        "luong",
        "dat",
        "duoc",
        "cac",
        "cua",
        "va",
        "tren",
        "trong",
        "theo",
        "tham",
        "gia",
        "san",
        "pham",
    ]
)


def _is_same_fact(first: Found, second: Found) -> bool:
    """Equal numbers for the same thing. A number with many digits (2.305) tells more than a round one (80 %), so that the words
    may differ more: "người bị bạo lực gia đình" and "người bị bạo lực trên cơ sở giới" at 80 % are two targets.
    """
    a, b = (set(re.findall(r"\w+", key_of(one.indicator))) - _EMPTY for one in (first, second))
    if not a or not b:
        return key_of(first.indicator) == key_of(second.indicator)
    digits = len(first.value.normalize().as_tuple().digits)
    share = len(a & b) / max(len(a), len(b))
    if digits == 1:
        return (a <= b or b <= a) and share >= 0.6
    return share >= (0.5 if digits >= 3 else 0.75)


def kept(context: Context, found: Found) -> Target:
    """The record of a found target."""
    evidence = context.evidence_at(
        "target",
        f"targets/{found.pattern}",
        found.spans,
        section=found.section,
        confidence=extraction_confidence("targets", found.pattern, has_doubts=bool(found.doubts)),
        identity=(found.number_spans[0].start, found.value),
        doubts=found.doubts,
    )
    return Target(
        **evidence,
        also_at=tuple(context.document.passage(*spans) for spans in found.also),
        indicator=found.indicator,
        comparator=found.comparator,
        value=found.value,
        upper=found.upper,
        unit=found.unit,
        change=found.change,
        of=found.of,
        due=found.due,
        places=_places(context, found.spans),
    )


def _places(context: Context, spans: tuple[Span, ...]) -> tuple[str, ...]:
    """Codes of the units named; the issuer's own territory when none is."""
    named = tuple(dict.fromkeys(place.code for place in context.places_in(spans) if place.code))
    return named or _own_territory(context)


def _own_territory(context: Context) -> tuple[str, ...]:
    issuer = key_of(" ".join(filter(None, (context.outline.letterhead.issuer, context.outline.letterhead.parent_issuer))))
    for place in context.places:
        if place.code and place.type and f"{key_of(place.type.value)} {key_of(place.name)}" in issuer:
            return (place.code,)
    return ()
