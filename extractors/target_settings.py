"""Where a block stands: under goals or under findings, in a plan or in a rule, and which due date governs it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from extractors.base import Context
from extractors.due import due_of
from extractors.grammar.agencies import is_upper
from extractors.grammar.keys import key_of, words_pattern
from extractors.words import anywhere, words
from models.outline import BlockKind
from models.period import Due


@dataclass(frozen=True)
class Setting:
    """What the headings over a block and the kind of paper say about a quantity in it."""

    is_goal: bool
    is_past: bool
    is_other: bool
    is_plan: bool
    is_rule: bool
    in_article: bool
    is_programme: bool
    due: Due
    year: int | None
    issued: date | None

    @property
    def forbids(self) -> bool:
        return self.is_other and not self.is_goal

    def is_future(self, due: Due | None) -> bool:
        """Whether a due date is named and does not lie before the day of the paper."""
        if due is None:
            return False
        return due.latest is None or self.issued is None or due.latest >= self.issued


def settings_of(context: Context) -> tuple[Setting, ...]:
    """One setting a block, in the order of the blocks."""
    head = context.outline.letterhead
    year = head.subject_year or (head.issued.year if head.issued else None)
    own = _due_of_document(context, year)
    kinds = paper_kinds(context)
    programme = re.compile(r"ke hoach|chuong trinh|de an")
    found = []
    loose: int | None = None
    for index, block in enumerate(context.outline.blocks):
        if block.kind is BlockKind.HEADING and is_upper(context.line(index)):
            loose = index
        above = [line for i in block.ancestors if _heads(line := context.line(i))]
        if loose is not None and loose not in block.ancestors and (not block.ancestors or block.ancestors[0] < loose):
            above.insert(0, context.line(loose))  # a heading in capitals whose number was lost: "A CHỈ TIÊU NĂM 2026"
        if block.kind is BlockKind.HEADING:
            above.append(context.line(index))
        keys = [key_of(line) for line in above]
        found.append(
            Setting(
                is_goal=any(_is_heading(key, "goal_headings") for key in keys) or _dates_its_list(above, year, head.issued),
                is_past=any(_is_heading(key, "past_headings") for key in keys),
                is_other=any(_is_heading(key, "other_headings") for key in keys),
                is_plan=kinds[index] == "plan",
                is_rule=kinds[index] == "rule",
                is_programme=kinds[index] == "plan" and programme.match(key_of(head.kind or "")) is not None,
                in_article=_in_article(keys) or re.match(r"dieu \d+", key_of(context.line(index)[:12])) is not None,
                due=_due_above(above, year) or own,
                year=year,
                issued=head.issued,
            )
        )
    return tuple(found)


def _heads(line: str) -> bool:
    """Whether a block above is a heading or an introduction, and no paragraph of its own."""
    return len(line) <= 220 or line.rstrip().endswith(":")


_NO_HEADING_WORD = re.compile(
    r"muc tieu quoc gia|chi tieu bien che|(?:ngoai|vuot|theo) (?:muc )?chi tieu|chi tieu,? dinh muc|chi tieu chat luong"
    r"|giao bien che|(?<=[a-z\d]),?\s+(?:va\s+)?tam nhin"
)
"""What holds a word of such headings and is none: a programme's name, "đến năm 2030, tầm nhìn đến năm 2050"."""
_INTRODUCES_GOALS = re.compile(
    r"(?<!\w)(?:muc tieu|chi tieu)"
    r"(?:,?\s+(?:va|muc tieu|chi tieu|cu the|chu yeu|co ban|chinh|sau|day|nhu|(?:den |het )*nam \d{4}))*\s*:$"
)
"""The end of a long paragraph over a list: "… phấn đấu đạt một số chỉ tiêu cụ thể sau:"."""


def _is_heading(key: str, name: str) -> bool:
    """A short heading, or the beginning of a long one, that names such a section."""
    if name == "goal_headings" and _INTRODUCES_GOALS.search(key):
        return True
    return anywhere("targets", name).search(_NO_HEADING_WORD.sub("", key[:110])) is not None


_DATED_LIST = re.compile(
    r"(?<!\w)(?:den|toi)\s+(?:het\s+|cuoi\s+)*nam\s+\d{4}"
    r"(?:,?\s+(?:phan dau|can|phai|dat|co|bao dam|dam bao|cu the|nhu sau|sau))*\s*:$"
)
"""The end of a line over a list of what shall be so by then: "Tổ chức bồi dưỡng để đến năm 2030:"."""


def _dates_its_list(above: Sequence[str], year: int | None, issued: date | None) -> bool:
    for line in above:
        key = key_of(line.rstrip())
        if _DATED_LIST.search(key) and not _is_heading(key, "past_headings") and "da " not in key:
            due = due_of(line, year=year)
            return due is not None and due.latest is not None and (issued is None or due.latest >= issued)
    return False


def _in_article(keys: Sequence[str]) -> bool:
    return any(re.match(r"dieu \d+", key) for key in keys)


@cache
def _kind_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"{words_pattern(words('targets', 'rule_kinds'))}\b"),
        re.compile(rf"{words_pattern(words('targets', 'plan_kinds'))}\b"),
    )


def paper_kinds(context: Context) -> list[str]:
    """For each block whether the paper or annex it belongs to lays down rules or plans, or is a letter, which seldom does."""
    rule, plan = _kind_patterns()
    own = key_of(context.outline.letterhead.kind or "")
    kind = "rule" if rule.match(own) else "letter" if re.match(r"cong van|bao cao|to trinh", own) else "plan"
    found = []
    for index, block in enumerate(context.outline.blocks):
        if block.kind is BlockKind.TITLE:
            key = key_of(context.line(index)).lstrip()
            kind = "rule" if rule.match(key) else "plan" if plan.match(key) else kind
        elif _is_late_article(context.line(index)):
            kind = "rule"
        found.append(kind)
    return found


MOST_ARTICLES_OF_A_PLAN = 5


def _is_late_article(line: str) -> bool:
    """ "Điều 7.": decisions that set goals end after a few articles; a paper that goes on lays down rules, whatever its title."""
    match = re.match(r"dieu (\d{1,3})[.:]", key_of(line[:12]))
    return match is not None and int(match[1]) > MOST_ARTICLES_OF_A_PLAN


def _due_above(above: Sequence[str], year: int | None) -> Due | None:
    """The due date of the nearest heading that names one."""
    for line in reversed(above):
        if len(line) <= 300 and (due := due_of(line, year=year)) is not None:
            return due
        if match := re.search(r"(?:tam nhin|muc tieu|chi tieu|dinh huong)\s+den\s+(20\d\d)(?!\d)", key_of(line[:120])):
            return Due(latest=date(int(match[1]), 12, 31))  # "Tầm nhìn đến 2045"
    return None


_ENACTS_A_PLAN = re.compile(r"dieu 1\s*[.:]\s*(?:phe duyet|ban hanh)\b.*\b(?:de an|chuong trinh|ke hoach|chien luoc|quy hoach)\b")


def _due_of_document(context: Context, year: int | None) -> Due:
    """The period in the title, else the document's year."""
    titles = [context.outline.letterhead.title or ""]
    titles += [context.line(i) for i, block in enumerate(context.outline.blocks) if block.kind is BlockKind.TITLE]
    titles += [line for i in range(len(context.outline.blocks)) if _ENACTS_A_PLAN.match(key_of((line := context.line(i))[:60]))][
        :1
    ]
    for title in titles:
        if match := re.search(r"(?:giai doan|thoi ky|den nam|nhiem ky)\s*(?:(\d{4})\s*-\s*)?(\d{4})", key_of(title)):
            first, last = match[1], int(match[2])
            return Due(earliest=date(int(first), 1, 1) if first else None, latest=date(last, 12, 31))
    if year is None:
        return Due()
    return Due(earliest=date(year, 1, 1), latest=date(year, 12, 31))
