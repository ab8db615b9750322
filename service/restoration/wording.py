"""Text as the language model sees it: keys of words, classes of numbers, ends of sentences."""

import re
from collections.abc import Iterator

from service.restoration.spelling import key

BREAK = "<b>"
UNKNOWN = "<unk>"
NUMBER_CLASSES = ("<1>", "<2>", "<year>", "<date>", "<n>")
SPECIAL = (UNKNOWN, BREAK, *NUMBER_CLASSES)

NUMBER = r"\d+(?:[.,/\-]\d+)*"
_WORDING = re.compile(rf"(?P<number>{NUMBER})|(?P<word>[^\W\d_]+)|(?P<end>[.;:!?](?=\s|$))")


def number_class(number: str) -> str:
    """ "7" → <1>, "12" → <2>, "2025" → <year>, "30/4" → <date>, anything else → <n>."""
    if "/" in number:
        return "<date>"
    if not number.isdecimal():
        return "<n>"
    if len(number) <= 2:
        return f"<{len(number)}>"
    return "<year>" if len(number) == 4 and number[:2] in ("19", "20") else "<n>"


def wording(paragraph: str) -> Iterator[str]:
    """The model's tokens of one paragraph, without its end."""
    for match in _WORDING.finditer(paragraph):
        if match.lastgroup == "word":
            yield key(match.group())
        elif match.lastgroup == "number":
            yield number_class(match.group())
        else:
            yield BREAK
