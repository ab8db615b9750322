"""Targets drawn as SVG, readable on paper: lines told apart by dashes and marks as well as colour, each named at its end."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from service.store.tables import RecordRow
from service.web.formats import number

HEIGHT, TOP, BOTTOM = 420, 34, 44
MOST_SERIES, LINE = 10, 14
NAME_WIDTH, NAME_LINES = 42, 2
"""Letters in a line of a name, and lines of a name; longer ones end in "…", in full in the table below the chart."""
BAR_HEIGHT = 20
COLOURS = ("#14517d", "#9f1f2a", "#1a6540", "#7d4f00", "#5a2d82", "#00686b", "#8a1c6b", "#4c5a1f", "#335577", "#6b3f2a")
DASHES = ("", "7 4", "2 3", "10 3 2 3", "4 4", "", "7 4", "2 3", "10 3 2 3", "4 4")
MARKS = ("circle", "square", "diamond", "triangle")


@dataclass(frozen=True)
class Sheet:
    """What is drawn on: `left` and `right` of the lines is room for figures and names, `bar_left` of the bars for names.

    Where there is no room for names beside what they name, they stand below the lines and above each bar.
    """

    name: str
    width: int
    left: int
    right: int
    bar_left: int
    has_names_beside: bool


WIDE = Sheet("wide", width=860, left=70, right=300, bar_left=300, has_names_beside=True)
NARROW = Sheet("narrow", width=360, left=44, right=12, bar_left=1, has_names_beside=False)


@dataclass(frozen=True)
class Point:
    """A value of one series in one year, and the record that says it."""

    series: str
    year: int
    value: float
    record: RecordRow


def scale(most: float) -> list[float]:
    """Round values from 0 up to just above the most."""
    if most <= 0:
        return [0, 1]
    step = 10 ** math.floor(math.log10(most))
    for part in (0.2, 0.25, 0.5, 1.0, 2.0):
        if most / (step * part) <= 6:
            step *= part
            break
    return [step * i for i in range(math.ceil(most / step) + 1)]


def draw(points: Sequence[Point], *, way: str, unit: str, language: str) -> Markup:
    """The same drawing twice, for a desk or paper and for a phone: the page shows the one that fits."""
    return Markup("").join(_draw(points, sheet, way, unit, language) for sheet in (WIDE, NARROW))


def _draw(points: Sequence[Point], sheet: Sheet, way: str, unit: str, language: str) -> Markup:
    """Lines over the years or bars by series; the series with most points first, those beyond MOST_SERIES left out."""
    series: dict[str, list[Point]] = {}
    for point in points:
        series.setdefault(point.series, []).append(point)
    kept = dict(sorted(series.items(), key=lambda pair: (-len({p.year for p in pair[1]}), pair[0]))[:MOST_SERIES])
    ticks = scale(max(point.value for line in kept.values() for point in line))
    if way == "bars":
        height, body = _bars(kept, ticks, sheet, unit, language)
    else:
        label = Markup('<text class="label" x="{}" y="14" font-size="12">{}</text>').format(8, unit)
        height, lines = _lines(kept, ticks, sheet, language)
        body = _grid(ticks, sheet, language) + label + lines
    drawing = '<svg class="{}" viewBox="0 0 {} {}" role="img" aria-labelledby="chart-title">{}</svg>'
    return Markup(drawing).format(sheet.name, sheet.width, height, body)


def _y(value: float, ticks: Sequence[float]) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / ticks[-1], 1)


def _grid(ticks: Sequence[float], sheet: Sheet, language: str) -> Markup:
    found = Markup("")
    for tick in ticks:
        y = _y(tick, ticks)
        found += Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
            "grid" if tick else "axis", sheet.left, sheet.width - sheet.right, y, y
        )
        found += Markup('<text class="label" x="{}" y="{}" text-anchor="end" font-size="12">{}</text>').format(
            sheet.left - 8, y + 4, number(round(tick, 6), language)
        )
    return found


def _lines(series: Mapping[str, Sequence[Point]], ticks: Sequence[float], sheet: Sheet, language: str) -> tuple[int, Markup]:
    """Height and drawing: lines and years, each line's name beside its end or below them all."""
    years = sorted({point.year for line in series.values() for point in line})
    span = max(1, years[-1] - years[0])

    def x(year: int) -> float:
        room = sheet.width - sheet.left - sheet.right - 40
        return round(sheet.left + 20 + (room * (year - years[0]) / span if len(years) > 1 else room / 2), 1)

    found = Markup("")
    for year in years:
        found += Markup('<text class="label" x="{}" y="{}" text-anchor="middle" font-size="12">{}</text>').format(
            x(year), HEIGHT - BOTTOM + 20, year
        )
    ends = []
    for index, (name, points) in enumerate(series.items()):
        found += _one_line(points, index, x, ticks, language)
        last = max(points, key=lambda point: point.year)
        ends.append((_y(last.value, ticks), x(last.year), index, name))
    if sheet.has_names_beside:
        return HEIGHT, found + _names(ends, sheet)
    height, names = _names_below(list(series))
    return height, found + names


def _one_line(points: Sequence[Point], index: int, x: Callable[[int], float], ticks: Sequence[float], language: str) -> Markup:
    by_year = {point.year: point for point in sorted(points, key=lambda point: point.value)}
    places = [(x(year), _y(by_year[year].value, ticks)) for year in sorted(by_year)]
    colour, dash = COLOURS[index % len(COLOURS)], DASHES[index % len(DASHES)]
    path = " ".join(f"{'M' if i == 0 else 'L'}{a} {b}" for i, (a, b) in enumerate(places))
    found = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>').format(path, colour, dash)
    for point in points:
        title = f"{point.series}, {point.year}: {number(point.value, language)}"
        found += Markup("<g>{}<title>{}</title></g>").format(_mark(index, x(point.year), _y(point.value, ticks), colour), title)
    return found


def _mark(index: int, x: float, y: float, colour: str) -> Markup:
    shape = MARKS[index % len(MARKS)]
    if shape == "circle":
        return Markup('<circle cx="{}" cy="{}" r="4" fill="{}"/>').format(x, y, colour)
    outlines = {"square": (-4, -4, 4, -4, 4, 4, -4, 4), "diamond": (0, -5, 5, 0, 0, 5, -5, 0), "triangle": (0, -5, 5, 4, -5, 4)}
    sides = outlines[shape]
    corners = " ".join(f"{x + sides[i]},{y + sides[i + 1]}" for i in range(0, len(sides), 2))
    return Markup('<polygon points="{}" fill="{}"/>').format(corners, colour)


def _names_below(names: Sequence[str]) -> tuple[int, Markup]:
    found, y, start = Markup(""), HEIGHT + 8, told_apart(names)
    for index, name in enumerate(names):
        lines = in_lines(name[start:])
        found += _mark(index, 10, y, COLOURS[index % len(COLOURS)]) + _text(lines, 22, y + 4)
        y += LINE * len(lines) + 6
    return y, found


def _names(ends: Sequence[tuple[float, float, int, str]], sheet: Sheet) -> Markup:
    """The names at the right edge, each led to from its last point (y, x), pushed apart where they would lie on one another."""
    placed = sorted(ends)
    names = [name for _, _, _, name in placed]
    start = told_apart(names)
    written = [in_lines(name[start:]) for name in names]
    heights = _pushed_apart([y for y, _, _, _ in placed], [LINE * len(lines) + 4 for lines in written])
    found = Markup("")
    for height, lines, (y, last, index, _) in zip(heights, written, placed, strict=True):
        x, colour = sheet.width - sheet.right + 12, COLOURS[index % len(COLOURS)]
        line = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="0.7" stroke-dasharray="1 3"/>'
        found += Markup(line).format(last + 7, y, x - 2, round(height, 1), colour)
        found += _mark(index, x + 4, round(height, 1), colour) + _text(lines, x + 13, height + 4)
    return found


def _pushed_apart(wanted: Sequence[float], rooms: Sequence[float]) -> list[float]:
    """Heights of names from the top, each with its room, as near to where they belong as they do not touch."""
    heights: list[float] = []
    for i, y in enumerate(wanted):
        heights.append(max(y, heights[-1] + rooms[i - 1]) if heights else max(y, TOP))
    overhang = max(0.0, heights[-1] + rooms[-1] - HEIGHT)
    heights = [height - overhang for height in heights]
    for i in range(len(heights) - 2, -1, -1):
        heights[i] = min(max(heights[i], wanted[i]), heights[i + 1] - rooms[i])
    return heights


def _text(lines: Sequence[str], x: float, y: float, anchor: str = "start") -> Markup:
    rows = Markup("").join(
        Markup('<tspan x="{}" dy="{}">{}</tspan>').format(x, 0 if i == 0 else LINE, line) for i, line in enumerate(lines)
    )
    return Markup('<text x="{}" y="{}" font-size="12" text-anchor="{}">{}</text>').format(x, round(y, 1), anchor, rows)


def told_apart(names: Sequence[str]) -> int:
    """Where names begin to differ, at a word: what they all begin with, in capitals or not, need not be said at each line."""
    if len(names) < 2:
        return 0
    keys = [name.casefold() for name in names]
    low, high = min(keys), max(keys)
    same = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[:same].rfind(" ") + 1


def in_lines(name: str) -> list[str]:
    """A name in at most NAME_LINES lines, broken between words."""
    lines = wrap(name, NAME_WIDTH, max_lines=NAME_LINES, placeholder=" …")
    return lines or [name[:NAME_WIDTH]]


def _bars(
    series: Mapping[str, Sequence[Point]], ticks: Sequence[float], sheet: Sheet, unit: str, language: str
) -> tuple[int, Markup]:
    """Height and drawing: one bar a series, its last year's value at its end and its name at it, the highest first."""
    last = [max(points, key=lambda point: (point.year, point.value)) for points in series.values()]
    last.sort(key=lambda point: -point.value)
    values = [f"{number(point.value, language)} {unit} ({point.year})" for point in last]
    start, x = told_apart([point.series for point in last]), sheet.bar_left
    room = sheet.width - x - 7 * max(len(value) for value in values) - 12
    found, y = Markup(""), 12
    for point, value in zip(last, values, strict=True):
        lines = in_lines(point.series[start:])
        width, tall = round(max(0, room) * point.value / ticks[-1], 1), LINE * len(lines)
        if sheet.has_names_beside:
            middle = y + max(BAR_HEIGHT, tall) / 2
            found += _text(lines, x - 10, middle + 4 - LINE * (len(lines) - 1) / 2, "end")
        else:
            middle = y + tall + BAR_HEIGHT / 2
            found += _text(lines, x, y + 8)
        title = f"{point.series}, {value}"
        found += Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"><title>{}</title></rect>').format(
            x, round(middle - BAR_HEIGHT / 2, 1), width, BAR_HEIGHT, COLOURS[0], title
        )
        found += _text([value], x + width + 6, middle + 4)
        y = round(middle + max(BAR_HEIGHT, tall if sheet.has_names_beside else 0) / 2) + 12
    axis = Markup('<line class="axis" x1="{}" x2="{}" y1="4" y2="{}"/>').format(x, x, y - 4)
    return y, axis + found
