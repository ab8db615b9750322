"""Why a record is doubtful, in the reader's language, and which field of its form that is about.

The readers of records say their doubts in a sentence, some in Vietnamese and some in English; what the table below does not
know is shown as it was said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Doubt:
    """`field` is the name of a form's field, for each kind of record that has one; "" where it is about none."""

    said: re.Pattern[str]
    vietnamese: str
    english: str
    fields: tuple[str, ...] = ()
    is_clash: bool = False


def _doubt(said: str, vietnamese: str, english: str, *fields: str, is_clash: bool = False) -> Doubt:
    return Doubt(re.compile(said), vietnamese, english, fields, is_clash)


KNOWN = (
    _doubt(
        r"tổng các thành phần là (\S+), không phải (\S+)",
        r"Các thành phần cộng lại được \1, nhưng tổng ghi \2.",
        r"The parts add up to \1, but the total says \2.",
        "value", is_clash=True,
    ),
    _doubt(
        r"(\S+) là (\S+%), không phải (\S+%)", r"\1 là \2, nhưng văn bản ghi \3.", r"\1 is \2, but the paper says \3.",
        "value", is_clash=True,
    ),
    _doubt(
        r"đề xuất: (\D+) (\S+) có thể là (\S+)", r"Có thể do đọc nhầm một chữ số: \1 \2 có lẽ là \3.",
        r"One misread digit would explain it: \2 may be \3.", "value",
    ),
    _doubt(
        r"dấu phân cách có thể đọc hai cách", "Dấu phân cách trong số có thể hiểu hai cách.",
        "The separator in the number can be read in two ways.", "value",
    ),
    _doubt(
        r"chữ cái đứng ở chỗ chữ số", "Một chữ cái đứng ở chỗ chữ số.", "A letter stands where a digit should be.", "value",
    ),
    _doubt(
        r"dấu phân cách không theo cách viết Việt Nam", "Dấu phân cách không theo lối viết Việt Nam.",
        "The separator is not as Vietnamese papers write it.", "value",
    ),
    _doubt(
        r"“(.+)” đọc là (\S+%): dấu % có thể đã bị nhận thành chữ số",
        r"“\1” được hiểu là \2: dấu % có lẽ đã bị nhận thành chữ số.", r"“\1” is taken as \2: its % was read as a digit.",
        "value",
    ),
    _doubt(
        r"hàng có (\d+) ô, phần lớn các hàng có (\d+) ô: số có thể thuộc cột khác",
        r"Hàng này có \1 ô, phần lớn các hàng có \2 ô: con số có thể thuộc cột khác.",
        r"This row has \1 cells, most rows have \2: the number may belong to another column.", "value",
    ),
    _doubt(r"the year is not said", "Văn bản không ghi năm.", "The year is not said.", "due_latest", "latest", "written"),
    _doubt(
        r"the day is later than this paper's, (\d{4})-(\d\d)-(\d\d)", r"Muộn hơn ngày của chính văn bản này, \3/\2/\1.",
        r"Later than this paper's own day, \3/\2/\1.", "issued", is_clash=True,
    ),
    _doubt(r"the day was not read: (.+)", r"Ngày không đọc được: \1.", r"The day could not be read: \1.", "issued"),
    _doubt(
        r"the day is said at the end of a list", "Ngày ghi ở cuối danh sách, tính chung cho các văn bản trước đó.",
        "The day is said once, at the end of a list.", "issued",
    ),
    _doubt(
        r"which paper's signing is meant is not said", "Không rõ tính từ ngày ký của văn bản nào.",
        "It is not said which paper's signing is meant.", "latest",
    ),
    _doubt(
        r"days off on the way are set year by year", "Khoảng này có ngày nghỉ được ấn định theo từng năm.",
        "Days off on the way are set year by year.", "latest",
    ),
    _doubt(
        r"the last day is no working day", "Ngày cuối rơi vào ngày nghỉ.", "The last day is no working day.", "latest",
    ),
    _doubt(
        r"the number says (\d+), the day says (\d+)", r"Số ghi năm \1, ngày ghi năm \2.", r"The number says \1, the day says \2.",
        "number", "issued", is_clash=True,
    ),
    _doubt(
        r"the words say (.+), the symbol says (.+)", r"Chữ ghi là \1, ký hiệu lại là của \2.",
        r"The words say \1, the symbol says \2.", "kind", "number", is_clash=True,
    ),
    _doubt(
        r"the symbol says (.+), the year is (\d+)", r"Ký hiệu thuộc khóa \1, năm lại là \2.",
        r"The symbol says \1, the year is \2.", "number", "issued", is_clash=True,
    ),
    _doubt(
        r"đề xuất: (\d{4}) có thể là (\d{4}), hoặc .+", r"Có thể do đọc nhầm một chữ số: \1 hay \2.",
        r"One misread digit would explain it: \1 or \2.", "number", "issued",
    ),
    _doubt(r"the symbol is not said", "Không ghi ký hiệu.", "The symbol is not said.", "number"),
    _doubt(r"digits read as (.+)", r"Chữ số đọc được là “\1”.", r"The digits were read as “\1”.", "number"),
    _doubt(r"(\S+) may have lost a hyphen", r"“\1” có thể đã mất dấu gạch nối.", r"“\1” may have lost a hyphen.", "number"),
    _doubt(r"(\S+) may be (.+)", r"“\1” có thể là \2.", r"“\1” may be \2.", "number"),
    _doubt(
        r"numeral of the quarter read as '?(.+?)'?", r"Số của quý đọc được là “\1”.", r"The quarter's numeral was read as “\1”.",
        "due_latest", "latest",
    ),
    _doubt(r"read as (.+)", r"Máy đọc được là “\1”.", r"It was read as “\1”.", "number", "due_latest", "latest"),
)  # fmt: skip


def _of(sentence: str) -> tuple[Doubt, re.Match[str]] | None:
    return next(((doubt, match) for doubt in KNOWN if (match := doubt.said.fullmatch(sentence.strip()))), None)


def _pieces(sentences: Sequence[str]) -> list[str]:
    """One reader joins several doubts with semicolons."""
    return [piece for one in sentences for piece in one.split("; ") if piece.strip()]


@dataclass(frozen=True)
class Said:
    """`is_clash`: the paper contradicts itself, as where a sum does not add up."""

    words: str
    is_clash: bool


def said(sentences: Sequence[str], language: str) -> list[Said]:
    """ "the year is not said" → "Văn bản không ghi năm." """
    found = []
    for piece in _pieces(sentences):
        known = _of(piece)
        if known is None:
            found.append(Said(piece, is_clash=False))
        else:
            doubt, match = known
            found.append(Said(match.expand(doubt.english if language == "en" else doubt.vietnamese), doubt.is_clash))
    return found


def fields_of(sentences: Sequence[str]) -> list[str]:
    """The names of the form's fields that doubts are about."""
    known = [_of(piece) for piece in _pieces(sentences)]
    return sorted({name for one in known if one is not None for name in one[0].fields})
