"""Citations → the instruments behind them: the same act cited many times is one.

A number alone is not unique: individual acts of an issuer start again each year, Party numbers each term. The key is the
number with the day; a citation without a day takes the day of the same number elsewhere in the document, where only one is said.
"""

import re
from collections.abc import Iterable, Sequence

from extractors.grammar import agencies
from extractors.grammar.instruments import parse_number
from extractors.grammar.keys import key_of
from models.instrument import Citation, Instrument
from models.outline import Letterhead


def keyed(citations: Sequence[Citation], own: Letterhead) -> tuple[Citation, ...]:
    """The same citations with the key of what they cite."""
    dated: dict[str, set[str]] = {}
    for citation in citations:
        if citation.number and citation.issued:
            dated.setdefault(citation.number, set()).add(instrument_key(citation, own) or "")
    return tuple(citation.model_copy(update={"instrument_key": _key(citation, own, dated)}) for citation in citations)


def _key(citation: Citation, own: Letterhead, dated: dict[str, set[str]]) -> str | None:
    """A citation without a day means the act of that number that the document names with one, if it names one alone."""
    said = dated.get(citation.number or "", set())
    return next(iter(said)) if citation.issued is None and len(said) == 1 else instrument_key(citation, own)


def instrument_key(citation: Citation, own: Letterhead) -> str | None:
    """ "263/QĐ-TTg@2022-02-22"; laws of the land need no day: "30/2020/NĐ-CP"; None where there is no number to go by."""
    if citation.number is None:
        return f"{key_of(citation.kind or '')} {key_of(citation.about or '')}".strip() if citation.about else None
    if citation.kind == "Nghị định" and re.fullmatch(r"\d+/\d{4}", citation.number):
        return f"{citation.number}/NĐ-CP"  # all decrees are the Government's, so that their symbol may be left out
    if is_national_norm(citation.number):
        return citation.number
    territory = "" if is_national(citation.number) else _territory(citation, own)
    day = citation.issued.isoformat() if citation.issued else "?"
    return "@".join(part for part in (citation.number, territory, day) if part)


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
