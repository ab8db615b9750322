"""Lines → the same with labels that their siblings tell: "L MỤC TIÊU" before "II." is I., "2 Sở Y tế" between 1. and 3. is 2.

Only the label is told so; the text stays as it was read.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeGuard

from extractors.grammar.agencies import is_upper
from extractors.grammar.keys import CAPITALS, SMALL
from service.outline.labels import LETTERS, RANKS, ROMANS, Label, roman_value
from service.outline.lines import Line, is_closed

_HEAD = re.compile(r"([IVXivxl1L|!ÍÌỈíì]{1,5})\s?[.,:;]?\s+(?=\S)")
"""What a heading's numeral may have been read as, with or without the full stop behind it."""
_SURE = re.compile(r"[IVXivx]{2,}")
_FIGURE = re.compile(rf"(?:(\d{{1,2}})\s+|[lIL|!ÍÌ]\s?[.,]\s*)(?=[{CAPITALS}])")
_LETTER = re.compile(rf"(?:([{SMALL}])\s?[).]?\s+|([6890])\)\s*)(?=[{CAPITALS}])")
_ONE = re.compile(r"[IL|!ÍÌ]\s?[.,]")
_LETTER_LIKE = {"6": "b", "8": "g", "9": "g", "0": "o"}
_OTHER_KINDS = {"1.": 1, "l)": 1, "11.": 2, "111.": 3, "H.": 2}
"""Labels that a roman numeral may have been read as."""
_ALIKE_DIGITS = frozenset(pair for a, b in ("38", "56", "68", "58", "35", "17", "08", "09") for pair in (a + b, b + a))
INDENT_POINTS = 14
"""How far to the right of the line above the first line of a paragraph stands at least."""

NOT_SAID = 0.5
"""To take a line without a label for a heading, or to leave out one that begins with "III"; all costs are weighed by JUMP."""
ALIKE = 1.2
"""To take a numeral for the one above or below it: a stroke was lost or made up."""
OTHER_KIND = 1.0
"""To take "1.", "l." or "H." for I. or II."""
NO_NUMERAL = 0.7
"""To take "I." for a 1, where 2. comes next."""
RESTART = 1.0
JUMP = 2.0
"""A numeral that does not come after the one before it."""
FARTHEST = 400
"""How many lines further the next label of a list is looked for."""


@dataclass(frozen=True)
class _Head:
    """A line that may be a heading with a roman numeral; `costs` says what each value costs, 0 for no numeral."""

    index: int
    length: int
    costs: dict[int, float]
    begins_anew: bool


def told_by_siblings(lines: Sequence[Line]) -> list[Line]:
    """The same lines, with labels that were lost or misread told by those before and after them."""
    found = list(lines)
    for index, label in list(_romans(found)):
        found[index] = replace(found[index], told=label)
    for style in _READERS:
        for index, label in list(_listed(found, style)):
            found[index] = replace(found[index], told=label)
    return found


def _romans(lines: Sequence[Line]) -> Iterator[tuple[int, Label]]:
    """Roman numerals that were misread, by the cheapest reading of all headings together."""
    heads = _firm_at_ends(list(_heads(lines)))
    values = _cheapest(heads)
    for head, value, following in zip(heads, values, [*values, 0][1:], strict=True):
        label = lines[head.index].label
        if value and not (_is(label, "roman") and (label.value == value or following != value + 1)):
            yield head.index, Label("roman", f"{ROMANS[value - 1]}.", head.length, value, is_doubtful=True)
        elif not value and _is(label, "roman"):
            yield head.index, Label("number", "1.", head.length, 1, is_doubtful=True)


def _heads(lines: Sequence[Line]) -> Iterator[_Head]:
    shapes = {_shape(line.text[line.label.length :]) for line in lines if _is(line.label, "roman")}
    begins_anew = True
    for index, line in enumerate(lines):
        label = line.label
        if label is not None and RANKS[label.style] < RANKS["roman"] and label.text != "H.":
            begins_anew = True
        match = _HEAD.match(line.text)
        length = label.length if label is not None else match.end() if match else 0
        if line.is_row or not length or not (_is(label, "roman") or _shape(line.text[length:]) in shapes):
            continue
        if costs := _costs(lines, index):
            yield _Head(index, length, costs, begins_anew)
            begins_anew = False


def _firm_at_ends(heads: Sequence[_Head]) -> list[_Head]:
    """The last numeral of a list has no neighbour that could tell it otherwise: "III." after "I." stays."""
    is_last = [following.begins_anew for following in heads[1:]] + [True]
    firm = {head.index: {value: cost for value, cost in head.costs.items() if cost != ALIKE} for head in heads}
    return [
        replace(head, costs=firm[head.index]) if last else head for head, last in zip(heads, is_last[: len(heads)], strict=True)
    ]


def _shape(words: str) -> str:
    """How a heading is set: siblings are set alike."""
    return "capitals" if is_upper(words) else "capital" if words[:1].isupper() else "small"


def _costs(lines: Sequence[Line], index: int) -> dict[int, float]:
    line, label = lines[index], lines[index].label
    if _is(label, "roman"):
        is_alone = not line.text[label.length : label.length + 1].isdigit()  # no "IV.2."
        near = {value: ALIKE for value in (label.value - 1, label.value + 1) if is_alone and 0 < value <= len(ROMANS)}
        as_figure = {0: NO_NUMERAL} if _ONE.match(line.text) and _next_value(lines, index, "number") == 2 else {}
        return {**near, label.value: 0.0, **as_figure}
    if label is not None:
        value = _OTHER_KINDS.get(label.text)
        is_list = label.text == "1." and _next_value(lines, index, "number") == 2
        return {0: 0.0, value: OTHER_KIND} if value and is_upper(line.text) and not is_list else {}
    match = _HEAD.match(line.text)
    if match is None or (len(match.group(1)) == 1 and line.text[match.end()].islower()) or not _may_begin(lines, index):
        return {}
    value = roman_value(re.sub("[ÌỈì]", "I", match.group(1)))
    if value is None:
        return {}
    return {0: NOT_SAID, value: 0.0} if _SURE.fullmatch(match.group(1)) else {0: 0.0, value: NOT_SAID}


def _cheapest(heads: Sequence[_Head]) -> list[int]:
    """The value of each head in the reading that costs least."""
    costs: dict[int, float] = {0: 0.0}  # by the numeral that stood last
    chosen: list[dict[int, tuple[int, int]]] = []  # by the numeral that stands last after it: the one before, its own
    for head in heads:
        after: dict[int, float] = {}
        ways: dict[int, tuple[int, int]] = {}
        for last, cost in costs.items():
            before = 0 if head.begins_anew else last
            for value, more in head.costs.items():
                total = cost + more + (_step(before, value) if value else 0.0)
                state = value or before
                if total < after.get(state, math.inf):
                    after[state], ways[state] = total, (last, value)
        costs = after
        chosen.append(ways)
    state = min(costs, key=lambda one: costs[one])
    values: list[int] = []
    for ways in reversed(chosen):
        state, value = ways[state]
        values.append(value)
    return values[::-1]


def _step(before: int, value: int) -> float:
    if value == before + 1:
        return 0.0
    return RESTART if value == 1 else JUMP


def _listed(lines: Sequence[Line], style: str) -> Iterator[tuple[int, Label]]:
    """Labels of a list that were lost or misread, each between two neighbours: a figure alone may be a footnote's."""
    last = 0
    for index, line in enumerate(lines):
        label = line.label
        found = None if line.is_row else _READERS[style](line, last + 1)
        if found is not None and _may_begin(lines, index) and _next_value(lines, index, style) == last + 2:
            last += 1
            yield index, found
        elif _is(label, style):
            last = label.value
        elif label is not None and RANKS[label.style] < RANKS[style]:
            last = 0


def _number(line: Line, expected: int) -> Label | None:
    """ "3 Khu dân cư" and "8. Khu dân cư" where 3. is expected, "l. Khu dân cư" where 1. is."""
    label = line.label
    told = Label("number", f"{expected}.", 0, expected, is_doubtful=True)
    if _is(label, "number"):
        return replace(told, length=label.length) if _are_alike(str(label.value), str(expected)) else None
    match = _FIGURE.match(line.text)
    if match is None or not (label is None or _is(label, "letter")):
        return None
    return replace(told, length=match.end()) if int(match.group(1) or 1) == expected else None


def _are_alike(read: str, expected: str) -> bool:
    """Whether one figure may have been read as the other: in one digit, of those that look alike."""
    different = [a + b for a, b in zip(read, expected, strict=False) if a != b]
    return len(read) == len(expected) and len(different) == 1 and different[0] in _ALIKE_DIGITS


def _letter(line: Line, expected: int) -> Label | None:
    """ "b Sở Tài chính", "ả) Sở Tài chính" and "6) Sở Tài chính" where the letters before and after say which it is."""
    match = _LETTER.match(line.text)
    if match is None or expected > len(LETTERS) or not (line.label is None or _is(line.label, "parenthesis")):
        return None
    read = _LETTER_LIKE.get(match.group(2)) if match.group(2) else unicodedata.normalize("NFD", match.group(1))[0]
    letter = LETTERS[expected - 1]
    return Label("letter", f"{letter})", match.end(), expected, is_doubtful=True) if read == letter else None


_READERS: dict[str, Callable[[Line, int], Label | None]] = {"number": _number, "letter": _letter}


def _next_value(lines: Sequence[Line], index: int, style: str) -> int | None:
    """The value of the next label of a style in the same list; None when the list ends before."""
    for line in lines[index + 1 : index + FARTHEST]:
        label = line.label
        if label is not None and label.style == style:
            return label.value
        if label is not None and RANKS[label.style] < RANKS[style]:
            return None
    return None


def _may_begin(lines: Sequence[Line], index: int) -> bool:
    """Whether a paragraph may begin with this line, whatever its first word is."""
    if index == 0:
        return True
    line, above = lines[index], lines[index - 1]
    if line.left is not None and above.left is not None and line.left > above.left + INDENT_POINTS:
        return True
    return line.gap_before or above.label is not None or is_closed(above.text) or is_upper(above.text) or is_upper(line.text)


def _is(label: Label | None, style: str) -> TypeGuard[Label]:
    return label is not None and label.style == style
