"""Paragraphs in order → the tree of headings: each paragraph's level, path, and the indices of those above it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.outline.labels import RANKS, ROMANS, Label, repaired

INTRODUCTION = RANKS["star"] - 0.5
"""How deep a line stands that ends with a colon and introduces the bullets after it."""


@dataclass(frozen=True)
class Place:
    """Where a paragraph stands: `path` holds its own number too, `ancestors` only what is above."""

    level: int
    path: tuple[str, ...]
    ancestors: tuple[int, ...]
    label: Label | None
    has_children: bool


@dataclass
class _Open:
    index: int | None  # None for a heading that was lost
    rank: float
    name: str  # what it adds to the path, "" for bullets and introductions
    label: Label | None


def places_of(
    labels: Sequence[Label | None], introduces: Sequence[bool], ends: Sequence[bool], skips: Sequence[bool]
) -> list[Place]:
    """`introduces[i]` says that paragraph i ends with a colon, so that the bullets after it hang on it.

    `ends[i]` says that paragraph i ends what was before it: a signature, or the title of another paper. `skips[i]` says that
    i is a page number, which stands nowhere.
    """
    stack: list[_Open] = []
    found: list[Place] = []
    parents: set[int] = set()
    last_of_style: dict[str, Label] = {}
    ranks: dict[str, float] = dict(RANKS)
    seen: set[str] = set()
    before = -1
    for index, raw in enumerate(labels):
        if skips[index]:
            found.append(Place(0, (), (), None, False))
            continue
        if ends[index]:
            stack.clear()
            last_of_style.clear()
        label = repaired(raw, last_of_style.get("letter")) if raw else None
        if label is None:
            _close(stack, RANKS["star"] if _is_introduced(stack, before) else INTRODUCTION)
        else:
            _settle(label.style, stack, ranks, seen)
            _close(stack, ranks[label.style])
            _restart_below(stack, label, last_of_style)
            last_of_style[label.style] = label
            for style in [s for s in last_of_style if ranks[s] > ranks[label.style]]:
                del last_of_style[style]
        ancestors = tuple(entry.index for entry in stack if entry.index is not None)
        names = tuple(entry.name for entry in stack if entry.name)
        own = _name(label, is_nested=bool(stack) and stack[-1].label is not None and stack[-1].label.style.startswith("number"))
        found.append(Place(len(stack), (*names, own) if own else names, ancestors, label, False))
        if ancestors:
            parents.add(ancestors[-1])
        if label is not None:
            stack.append(_Open(index, ranks[label.style], own, label))
        elif introduces[index]:
            stack.append(_Open(index, INTRODUCTION, "", None))
        before = index
    return [replace(place, has_children=index in parents) for index, place in enumerate(found)]


def _settle(style: str, stack: list[_Open], ranks: dict[str, float], seen: set[str]) -> None:
    """ "Phần A" that first comes under "II." stands below it in this paper, whatever the custom."""
    above = next((entry.label.style for entry in reversed(stack) if entry.label is not None), "")
    if style in {"part", "chapter", "section", "capital"} and style not in seen and above in {"roman", "number"}:
        ranks[style] = max(ranks[style], ranks[above] + 0.5)
    seen.add(style)


def _is_introduced(stack: list[_Open], before: int) -> bool:
    """Whether the paragraph right before ends with a colon."""
    return bool(stack) and stack[-1].label is None and stack[-1].index == before


def _close(stack: list[_Open], rank: float) -> None:
    """Leave everything that does not stand above a rank."""
    while stack and stack[-1].rank >= rank:
        stack.pop()


def _restart_below(stack: list[_Open], label: Label, last: dict[str, Label]) -> None:
    """A list that starts again at 1 inside a chapter whose heading was lost stands under the next chapter's number."""
    before = last.get(label.style)
    if label.style != "number" or label.value != 1 or before is None or not stack:
        return
    above = stack[-1]
    if above.label is not None and above.label.style == "roman" and above.label.value < len(ROMANS) and before.value >= 2:
        lost = replace(above.label, text=f"{ROMANS[above.label.value]}.", value=above.label.value + 1, is_doubtful=True)
        stack[-1] = _Open(None, above.rank, _name(lost), lost)
        last["roman"] = lost


def _name(label: Label | None, *, is_nested: bool = False) -> str:
    """What a label adds to the path: "1.3." under "1." adds 3."""
    if label is None or label.is_bullet:
        return ""
    return str(label.value) if is_nested and label.parents else label.text.strip("().")
