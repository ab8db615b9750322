"""Who acts: the body at the start of a clause or in a heading.

"Sở Công Thương tổng hợp báo cáo …" → "Sở Công Thương"; "3. UBND quận, huyện, thị xã:" → "UBND quận, huyện, thị xã".
"""

import re
import tomllib
from functools import cache
from pathlib import Path

_LEAD_MARK = re.compile(
    r"^\s*(?:[-–+*•]|\(?\d{1,2}(?:\.\d+)*(?:[.)]|[-–](?=\s))|[IVX]+(?:\.|[-–](?=\s))|[a-zđ]\)|Điều\s+\d+\.)\s*"
)
LONGEST_SUBJECT = 260
"""Letters; what runs longer before its verb is no list of bodies."""


@cache
def _data() -> dict[str, list[str]]:
    with Path(__file__).with_name("bodies.toml").open("rb") as file:
        return tomllib.load(file)


def _any_of(name: str) -> str:
    phrases = sorted(_data()[name], key=len, reverse=True)
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases) + ")"


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<lead>{_any_of('leads')}\s+)?(?:{_any_of('before')}\s+)*(?:{_any_of('whole_heads')}|(?!{_any_of('not_bodies')}){_any_of('heads')})(?!\w)"
    )


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(rf"[:;]|\.\s|\s(?P<verb>{_any_of('verbs')})(?!\w)")


@cache
def _names() -> re.Pattern[str]:
    return re.compile(_any_of("names_with_verbs"))


def subject_of(clause: str) -> tuple[str, int] | None:
    """The body that a clause begins with, and where its words end; None when it begins with a verb or something else."""
    mark = _LEAD_MARK.match(clause)
    start = mark.end() if mark else 0
    low = clause.lower()
    subject = _subject().match(low, start)
    if not subject:
        return None
    begin = subject.end("lead") if subject["lead"] else start
    end = _subject_end(clause, low, begin)
    body = clause[begin:end].strip(" ,:;.")
    if not body or len(body) > LONGEST_SUBJECT or not (subject["lead"] or body[0].isupper() or low.startswith("các ", begin)):
        return None
    return body, end


def _subject_end(clause: str, low: str, begin: int) -> int:
    """Where the first verb in small letters stands that is no part of a name, or a colon."""
    taken = [match.span() for match in _names().finditer(low, begin, begin + LONGEST_SUBJECT + 20)]
    for stop in _stop().finditer(low, begin, begin + LONGEST_SUBJECT + 20):
        at = stop.start("verb") if stop["verb"] else stop.start()
        in_name = stop["verb"] is not None and (clause[at].isupper() or any(a <= at < b for a, b in taken))
        if not in_name and not _in_parentheses(clause, begin, at):
            return stop.start()
    return min(len(clause), begin + LONGEST_SUBJECT + 20)


def _in_parentheses(clause: str, begin: int, at: int) -> bool:
    return clause.count("(", begin, at) > clause.count(")", begin, at)


def heading_body(heading: str) -> str | None:
    """The body that a heading names: "1. Sở Nội vụ (Cơ quan thường trực …):" → "Sở Nội vụ"; None when it names none."""
    text = _OF_WHOM.sub("", _LEAD_MARK.sub("", heading).strip())
    found = subject_of(text)
    if found is None:
        return None
    return re.sub(r"\s*\(.*$", "", found[0]).strip(" ,:") or None


_OF_WHOM = re.compile(r"^(?:trách nhiệm của|nhiệm vụ của|về phía|đối với)\s+", re.IGNORECASE)
"""What may stand before the body in a heading: "1. Trách nhiệm của Sở Y tế"."""


def split_list(bodies: str) -> tuple[str, ...]:
    """Bodies joined by semicolons, one each; commas stay, for names hold them."""
    return tuple(part for raw in re.split(r"\s*;\s*", bodies) if (part := raw.strip(" ,")))
