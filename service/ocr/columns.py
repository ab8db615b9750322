"""A number among decimals of its column or its row that has no comma and is many times as large: "40" beside "4,2" and "4,5".

A comma that was lost makes wrong data that look right. Such a number is doubted, with the likely one beside it, and not changed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from models.page import Candidate
from service.ocr.engine import Line, Token
from service.ocr.rules import RuledTable, cell_of, table_of

DECIMAL = re.compile(r"(\d{1,3}),(\d{1,3})%?")
WHOLE = re.compile(r"(\d{2,6})(%?)")
FEWEST_IN_A_COLUMN, FEWEST_IN_A_ROW, LEAST_SHARE = 3, 2, 0.6
"""So many numbers, and such a share of all, make a column or a row one of decimals; a row holds one thing over the years."""
COLUMN, ROW = "column", "row"
TIMES_LARGER, NEAR_TIMES = 3.0, 2.0
ODD_AMONG_SIBLINGS = 0.5


def with_odd_ones_doubted(lines: Sequence[Line], tables: Sequence[RuledTable]) -> list[Line]:
    """The lines; what stands alone in a cell and does not fit its column or its row is doubtful."""
    series: dict[tuple[int, str, int], list[int]] = {}
    for index, line in enumerate(lines):
        table = table_of(line.box, tables) if len(line.tokens) == 1 else None
        cell = cell_of(line.box, table) if table is not None else None
        if table is not None and cell is not None:
            series.setdefault((tables.index(table), COLUMN, cell.column), []).append(index)
            series.setdefault((tables.index(table), ROW, cell.row), []).append(index)
    told = list(lines)
    for (_, along, _), indices in series.items():
        fewest = FEWEST_IN_A_COLUMN if along == COLUMN else FEWEST_IN_A_ROW
        for index, token in _odd_ones([(i, lines[i].tokens[0]) for i in indices], fewest):
            told[index] = replace(lines[index], tokens=(token,))
    return told


def _odd_ones(numbers: Sequence[tuple[int, Token]], fewest: int) -> list[tuple[int, Token]]:
    decimals = [match for _, token in numbers if (match := DECIMAL.fullmatch(token.text))]
    wholes = [(index, token, match) for index, token in numbers if (match := WHOLE.fullmatch(token.text))]
    places = {len(match[2]) for match in decimals}
    if len(decimals) < fewest or len(decimals) < LEAST_SHARE * (len(decimals) + len(wholes)) or len(places) != 1:
        return []
    values = [float(f"{match[1]}.{match[2]}") for match in decimals]
    behind = places.pop()
    found = []
    for index, token, match in wholes:
        digits = match[1]
        if len(digits) <= behind:
            continue
        likely = f"{digits[:-behind]},{digits[-behind:]}"
        value = float(likely.replace(",", "."))
        is_near = min(values) / NEAR_TIMES <= value <= max(values) * NEAR_TIMES
        if is_near and float(digits) > TIMES_LARGER * max(values):
            candidate = Candidate(text=f"{likely}{match[2]}", confidence=1 - ODD_AMONG_SIBLINGS)
            doubted = replace(
                token, confidence=min(token.confidence, ODD_AMONG_SIBLINGS), candidates=(candidate, *token.candidates)
            )
            found.append((index, doubted))
    return found
