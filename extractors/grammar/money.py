"""Money → Decimal đồng: "7.829 triệu đồng" → 7829000000; "45 triệu đồng/người/năm" → 45000000 đồng per person and year."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.grammar.keys import key_of
from extractors.grammar.numbers import find_numbers, parse_number, render_number
from extractors.grammar.units import _data

CURRENCY = "đồng"


@dataclass(frozen=True)
class Money:
    """An amount in `currency` ("đồng" unless the paper says another), per what it is reckoned ("người/năm"), and doubts."""

    amount: Decimal
    currency: str = CURRENCY
    per: str = ""
    doubts: tuple[str, ...] = ()


@cache
def _scales() -> dict[str, Decimal]:
    return {key_of(name): Decimal(factor) for name, factor in _data()["scales"].items()}


@cache
def _pattern() -> re.Pattern[str]:
    scale = "|".join(sorted((re.escape(name).replace(r"\ ", r"\s+") for name in _scales()), key=len, reverse=True))
    names = sorted(map(key_of, (*_data()["currencies"], *_data()["foreign_currencies"])), key=len, reverse=True)
    currency = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
    return re.compile(
        rf"\s*(?P<scale>{scale})?\s*(?P<currency>{currency})?(?!\w)(?P<per>(?:\s*/\s*[^\W\d_]+(?:\s+[^\W\d_]+)?)*)\s*$"
    )


def parse_money(written: str) -> Money | None:
    """A whole expression of money, figures and scale: None when it is not one. "tỷ" and "triệu" may stand without "đồng"."""
    numbers = find_numbers(written)
    if len(numbers) != 1 or numbers[0].upper or numbers[0].whole or written[: numbers[0].start].strip():
        return None
    match = _pattern().match(key_of(written), numbers[0].end)
    if match is None or not (match["scale"] or match["currency"]):
        return None
    factor = _scales()[" ".join(match["scale"].split())] if match["scale"] else Decimal(1)
    per = "/".join(part.strip() for part in written[match.start("per") : match.end("per")].split("/") if part.strip())
    number = numbers[0].number
    return Money(number.value * factor, _currency(match["currency"]), per, number.doubts)


def _currency(key: str | None) -> str:
    if key is None or any(key == key_of(name) for name in _data()["currencies"]):
        return CURRENCY
    name: str = next(name for name in _data()["foreign_currencies"] if key_of(name) == " ".join(key.split()))
    return name


def render_money(money: Money) -> str:
    """7829000000 đồng → "7.829.000.000 đồng"; the inverse of `parse_money`."""
    return f"{render_number(money.amount)} {money.currency}" + (f"/{money.per}" if money.per else "")


def amount_in_dong(number: str, unit: str) -> Decimal | None:
    """The amount in đồng of a number with a unit as a target has them: ("45", "triệu đồng/người/năm") → 45000000."""
    if parse_number(number) is None:
        return None
    money = parse_money(f"{number} {unit}")
    return money.amount if money is not None and money.currency == CURRENCY else None


def money_factor(unit: str) -> tuple[Decimal, str]:
    """A unit brought to its base: "nghìn USD" → (1000, "usd"); "triệu đồng/người" → (1000000, "đồng/người"); "xã" → (1, "xã")."""
    key = key_of(unit)
    match = re.match(rf"(?:{'|'.join(sorted(map(re.escape, _scales()), key=len, reverse=True))})(?=\s|$)", key)
    if match is None:
        return Decimal(1), key
    rest = key[match.end() :].strip()
    return _scales()[match.group()], rest or key_of(CURRENCY)
