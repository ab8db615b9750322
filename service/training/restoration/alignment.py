"""Pairs what was printed with what was read: each true word with the raw word or words that stand for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from service.restoration.pieces import ENDS, Piece, cut
from service.restoration.spelling import without_marks


@dataclass(frozen=True)
class Pair:
    """One or two true pieces that one or two raw pieces stand for; spans count in the two texts."""

    true: tuple[Piece, ...]
    raw: tuple[Piece, ...]


def align(truth: str, raw: str) -> Iterator[Pair]:
    """Pairs of a page in order; pieces that have no clear counterpart are left out.

    Letters are aligned without their marks; then true and raw pieces that share letters form a pair.
    """
    true_pieces = [p for p in cut(truth) if p.kind not in ENDS]
    raw_pieces = [p for p in cut(raw) if p.kind not in ENDS]
    matching = _matching(truth, raw)
    owners = _owners(raw_pieces, len(raw))
    links = [_linked(piece, matching, owners) for piece in true_pieces]
    yield from _groups(true_pieces, raw_pieces, links)


def _matching(truth: str, raw: str) -> list[int]:
    """For each true code point the raw code point aligned with it, or -1."""
    folded = [without_marks(text).lower() for text in (truth, raw)]
    if [len(f) for f in folded] != [len(truth), len(raw)]:
        folded = [truth.lower(), raw.lower()]
    found = [-1] * (len(truth) + 1)
    for op in Levenshtein.opcodes(folded[0], folded[1]):
        if op.tag in ("equal", "replace"):
            for step in range(min(op.src_end - op.src_start, op.dest_end - op.dest_start)):
                found[op.src_start + step] = op.dest_start + step
    return found


def _owners(pieces: list[Piece], length: int) -> list[int]:
    owners = [-1] * (length + 1)
    for number, piece in enumerate(pieces):
        owners[piece.start : piece.end] = [number] * (piece.end - piece.start)
    return owners


def _linked(piece: Piece, matching: list[int], owners: list[int]) -> set[int]:
    places = [matching[at] for at in range(piece.start, piece.end)]
    return {owners[place] for place in places if place >= 0 and owners[place] >= 0}


def _groups(true_pieces: list[Piece], raw_pieces: list[Piece], links: list[set[int]]) -> Iterator[Pair]:
    users: dict[int, list[int]] = {}
    for number, linked in enumerate(links):
        for raw in linked:
            users.setdefault(raw, []).append(number)
    for number, linked in enumerate(links):
        raws = sorted(linked)
        trues = sorted({true for raw in raws for true in users[raw]})
        if not raws or trues[0] != number or len(raws) > 2 or len(trues) > 2 or len(raws) * len(trues) > 2:
            continue
        if len({raw_pieces[r].line for r in raws}) > 1 or len({true_pieces[t].line for t in trues}) > 1:
            continue
        yield Pair(tuple(true_pieces[t] for t in trues), tuple(raw_pieces[r] for r in raws))
