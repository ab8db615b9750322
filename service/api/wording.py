"""What Pydantic says of a value that does not fit, in Vietnamese."""

import re
from typing import Any

WORDINGS: tuple[tuple[str, str], ...] = (
    (r"Field required", "Còn thiếu."),
    (r"Extra inputs are not permitted", "Không có trường này."),
    (r"Input should be (?P<one>'.+')", "Phải là {one}."),
    (r"Input should be a valid integer.*", "Phải là số nguyên."),
    (r"Input should be a (?:valid|finite) number.*", "Phải là số, viết dấu chấm thập phân: 79.9."),
    (r"Input should be a valid boolean.*", "Phải là true hoặc false."),
    (r"Input should be a valid date.*", "Phải là ngày viết như 2024-05-31."),
    (r"Input should be a valid string", "Phải là chuỗi ký tự."),
    (r"Input should be a valid list", "Phải là danh sách."),
    (r"Input should be (?:a valid dictionary|an object).*", "Phải là đối tượng JSON."),
    (r"Input should be greater than or equal to (?P<one>.+)", "Phải từ {one} trở lên."),
    (r"Input should be greater than (?P<one>.+)", "Phải lớn hơn {one}."),
    (r"Input should be less than or equal to (?P<one>.+)", "Không được quá {one}."),
    (r"Input should be less than (?P<one>.+)", "Phải nhỏ hơn {one}."),
    (r"String should have at least (?P<one>\d+) characters?", "Phải có ít nhất {one} ký tự."),
    (r"String should have at most (?P<one>\d+) characters?", "Không được quá {one} ký tự."),
    (r"String should match pattern '(?P<one>.+)'", "Phải đúng dạng {one}."),
    (r"List should have at least (?P<one>\d+) items? .*", "Phải có ít nhất {one} mục."),
    (r"List should have at most (?P<one>\d+) items? .*", "Không được quá {one} mục."),
    (r"Value error, (?P<one>.+): not among (?P<two>.+)", "{one}: không có trong {two}."),
    (r"Value error, holds a null character", "Chứa ký tự rỗng (U+0000)."),
)


def in_vietnamese(errors: Any) -> Any:
    """The messages of a nested answer in Vietnamese; what has no wording of ours stays as it is."""
    if isinstance(errors, dict):
        return {name: in_vietnamese(inner) for name, inner in errors.items()}
    if isinstance(errors, (list, tuple)):
        return [in_vietnamese(inner) for inner in errors]
    return _said(errors) if isinstance(errors, str) else errors


def _said(message: str) -> str:
    for pattern, wording in WORDINGS:
        if found := re.fullmatch(pattern, message):
            return wording.format(**{name: part.replace(" or ", " hoặc ") for name, part in found.groupdict().items()})
    return message
