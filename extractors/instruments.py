"""Citations → the instruments behind them: the same act cited many times is one.

A number alone is not unique: individual acts of an issuer start again each year, Party numbers each term. The key is the
number with the day; a citation without a day takes the day of the same number elsewhere in the document, where only one is said.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from extractors.grammar import agencies
from extractors.grammar.instruments import parse_number
from extractors.grammar.keys import key_of
from models.instrument import Citation, Instrument
from models.outline import Letterhead

_TERRITORY_WORDS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường")


def keyed(citations: Sequence[Citation], own: Letterhead) -> tuple[Citation, ...]:
    """The same citations with the key of what they cite."""
    days = _days_of_numbers(citations)
    return tuple(citation.model_copy(update={"instrument_key": instrument_key(citation, own, days)}) for citation in citations)


def _days_of_numbers(citations: Iterable[Citation]) -> dict[str, set[date]]:
    days: dict[str, set[date]] = {}
    for citation in citations:
        if citation.number and citation.issued:
            days.setdefault(citation.number, set()).add(citation.issued)
    return days


def instrument_key(citation: Citation, own: Letterhead, days: dict[str, set[date]]) -> str | None:
    """ "263/QĐ-TTg@2022-02-22"; laws of the land need no day: "30/2020/NĐ-CP"; None where there is no number to go by."""
    if citation.number is None:
        return f"{key_of(citation.kind or '')} {key_of(citation.about or '')}".strip() if citation.about else None
    said = days.get(citation.number, set())
    day = citation.issued or (next(iter(said)) if len(said) == 1 else None)
    if is_national_norm(citation.number):
        return citation.number
    territory = "" if is_national(citation.number) else _territory(citation, own)
    return "@".join(part for part in (citation.number, territory, day.isoformat() if day else "?") if part)


def is_national(number: str) -> bool:
    """Whether the symbol names one issuer in the whole country."""
    parsed = parse_number(number)
    return parsed is not None and parsed.issuer_symbol is not None and agencies.issuer_of_symbol(parsed.issuer_symbol) is not None


def is_national_norm(number: str) -> bool:
    """A number with its year and a national issuer is unique without a day."""
    parsed = parse_number(number)
    return (
        parsed is not None and parsed.year is not None and (is_national(number) or parsed.parts[0].startswith(("QH", "UBTVQH")))
    )


def _territory(citation: Citation, own: Letterhead) -> str:
    """Whose number it is: the issuer as said, written out; "UBND tỉnh" is the province of the document's own issuer."""
    said = agencies.write_out(citation.issuer or "").strip()
    own_issuer = own.parent_issuer or own.issuer or ""
    if not said or key_of(said).split()[-1] in {"tinh", "pho", "huyen", "xa"}:
        return key_of(own_issuer).replace(" ", "-")
    return key_of(said).replace(" ", "-")


def instruments_of(citations: Iterable[Citation]) -> tuple[Instrument, ...]:
    """One instrument a key, with the most that any of its citations says."""
    groups: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.instrument_key is not None:
            groups.setdefault(citation.instrument_key, []).append(citation)
    return tuple(_merged(key, group) for key, group in groups.items())


def _merged(key: str, group: Sequence[Citation]) -> Instrument:
    fullest = max(group, key=lambda c: (c.issued is not None, c.issuer is not None, c.about is not None))
    return Instrument(
        key=key,
        kind=fullest.kind,
        number=fullest.number,
        issuer=fullest.issuer or next((c.issuer for c in group if c.issuer), None),
        issued=fullest.issued,
        about=fullest.about or next((c.about for c in group if c.about), None),
    )
