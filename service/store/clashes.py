"""Why a correction does not fit any more: kept as a code with its values, said in Vietnamese and English."""

import json
import re
from typing import Any

ISO_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
SAID = {
    "text_gone": ("không còn thấy chữ đã sửa trên trang", "the corrected text is not found on the page any more"),
    "words_gone": (
        "không còn thấy trên trang những chữ của mục đã thêm",
        "the words of the added record are not found on the page any more",
    ),
    "record_gone": ("lần đọc này không tìm thấy mục đó", "the record is not found by this reading"),
    "impossible": ("{field} không thể là {value} nữa", "{field} cannot be {value} any more"),
    "read_otherwise": ("máy nay đọc {field} là {value}", "the reader now reads {field} as {value}"),
    "changed": ("máy nay đọc khác: {fields}", "the reader now reads {fields} otherwise"),
}


def clash(code: str, **values: Any) -> str:
    """As it is kept: {"code": "record_gone"}."""
    return json.dumps({"code": code, **{name: _shown(value) for name, value in values.items()}}, ensure_ascii=False)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def said(kept: str) -> tuple[str, str]:
    """In Vietnamese and in English; "" where nothing clashes. What an earlier version kept is a sentence in English."""
    if not kept.startswith("{"):
        return kept, kept
    values = json.loads(kept)
    vietnamese, english = SAID[values.pop("code")]
    in_vietnamese = {name: ISO_DAY.sub(r"\3/\2/\1", "để trống" if value == "null" else value) for name, value in values.items()}
    in_english = {name: "empty" if value == "null" else value for name, value in values.items()}
    return vietnamese.format(**in_vietnamese), english.format(**in_english)
