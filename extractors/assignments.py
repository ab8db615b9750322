"""Who shall do what: "Sở Y tế chủ trì, phối hợp với …", a bullet under the heading "2. Sở Nội vụ", a row of a table of tasks.

One record a clause that gives a body a task. The body stands in the clause, else in the heading or introduction above;
clauses are cut at full stops, and at semicolons before a verb. A line that only introduces bullets is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from extractors.base import Carrier, Context
from extractors.confidence import extraction_confidence
from extractors.grammar.keys import CAPITALS, SMALL, key_of
from extractors.grammar.tasks import (
    Actor,
    actor_at,
    actor_in,
    after_aside,
    after_mark,
    asked_late,
    doing_after,
    is_label,
    partners_of,
    role_of,
    split_bodies,
    words,
)
from extractors.target_settings import paper_kinds
from extractors.task_lines import (
    ABOUT,
    ONLY_WHEN,
    Governor,
    acts,
    after_topic,
    asked_by,
    asks_late,
    capital_body,
    does_of_its_own,
    is_bullet,
    is_plain_bullet,
    joined,
    names_only,
    own_heading,
    shifted,
    states_task,
    task_clauses,
    task_words,
    topic_end,
)
from extractors.task_tables import find_table_tasks
from extractors.tasks_found import Task
from models.assignment import Assignment, AssignmentRole
from models.deadline import Deadline
from models.outline import Block, BlockKind
from models.spans import cover

NAME = "assignments"
_TAIL = " ;,.…/"


class AssignmentExtractor:
    """Finds assignments in prose and in tables; runs after the deadlines, to which it points."""

    def __call__(self, doc: Carrier) -> Carrier:
        context: Context = doc._.context
        found = [*Assignments(context).find(), *find_table_tasks(context)]
        records = [_record(context, task) for task in found]
        context.add(assignments=records, deadlines=[_with_doer(deadline, records) for deadline in context.records.deadlines])
        return doc


def _with_doer(deadline: Deadline, assignments: Sequence[Assignment]) -> Deadline:
    """A deadline that names no body, or only the beginning of its name, takes that of the assignment it stands in."""
    bodies = [one.body for one in assignments if one.deadline == deadline.id]
    if not bodies or deadline.bodies not in {(), (bodies[0].split(":")[0],)}:
        return deadline
    return deadline.model_copy(update={"bodies": (bodies[0],)})


def _record(context: Context, task: Task) -> Assignment:
    evidence = context.evidence_at(
        "assignment",
        f"{NAME}/{task.pattern}",
        task.spans,
        section=task.section,
        confidence=extraction_confidence(NAME, task.pattern, has_doubts=False),
        identity=(task.body,),
    )
    whole = cover(task.spans)
    deadline = next((d.id for d in context.records.deadlines if whole.touches(d.text_span)), None)
    return Assignment(
        **evidence, body=task.body, role=AssignmentRole(task.role), partners=task.partners, task=task.task, deadline=deadline
    )


class Assignments:
    """The assignments of one document, block by block."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._blocks = context.outline.blocks

    @cached_property
    def _children(self) -> dict[int, list[int]]:
        """The blocks right below each block."""
        found: dict[int, list[int]] = {}
        for index, block in enumerate(self._blocks):
            if block.ancestors:
                found.setdefault(block.ancestors[-1], []).append(index)
        return found

    @cached_property
    def _has_children(self) -> frozenset[int]:
        return frozenset(self._children)

    @cached_property
    def _has_points(self) -> frozenset[int]:
        return frozenset(block.ancestors[-1] for block in self._blocks if block.ancestors and block.label)

    @cached_property
    def _kinds(self) -> list[str]:
        return paper_kinds(self._context)

    @cached_property
    def _issuer(self) -> str:
        return (self._context.outline.letterhead.issuer or "").lower().replace("uỷ", "ủy")

    def find(self) -> Iterator[Task]:
        for index, block in self._context.text_blocks():
            line = self._context.line(index)
            if block.kind is BlockKind.TITLE or (block.kind is BlockKind.PREAMBLE and not asks_late(line)):
                continue
            if any(self._names_other_things(self._context.line(i)) for i in block.ancestors):
                continue
            if is_label(line, "doer_labels") is not None:
                yield from self._labelled(index, block)
            elif is_label(line, "other_labels", "partner_labels") is None and not self._under_doer_label(block, line):
                yield from self._in_block(index, block)

    def _under_doer_label(self, block: Block, line: str) -> bool:
        """Whether a block only names doers; a numbered point that says what they do is a task of its own."""
        if block.label and not is_bullet(block.label) and acts(line):
            return False
        return any(is_label(self._context.line(i), "doer_labels") is not None for i in block.ancestors[-1:])

    # --- running text -------------------------------------------------------------------------------------------------

    def _in_block(self, index: int, block: Block) -> Iterator[Task]:
        line = self._context.line(index)
        if self._only_introduces(index, line) or self._is_bare(index, block, line):
            return
        heading = self._governor(block)
        governor = heading or self._introduced(index, block)
        if self._is_task_of_labels(index, block):
            return
        subject: Governor | None = None
        own = own_heading(line)
        if own is not None:
            heading, begin = own
            governor = heading
        else:
            begin = topic_end(line, after_mark(line))
        said = task_clauses(line, begin)
        for first, end in said[:-1] if line.rstrip().endswith(":") else said:
            start = after_topic(line, first)
            task = self._in_clause(index, start, end, governor, subject)
            if task is not None:
                yield task
                if task.is_own_subject:
                    subject = Governor(task.body, requested=task.role == "request")
            yield from self._receivers(index, start, end)
            if line[:end].rstrip()[-1:] != ";" and not line[:end].rstrip().endswith(";"):
                subject = subject if task is not None and heading is None else None

    def _in_clause(self, index: int, start: int, end: int, governor: Governor | None, subject: Governor | None) -> Task | None:  # noqa: PLR0911 - a list of cases
        line = self._context.line(index)
        text = line[start:end].rstrip(_TAIL)
        if _CLOSING.match(text):
            return self._closing(index, start, text)
        if _CITED_RULE.search(line[:start]) and line.count("“", 0, start) > line.count("”", 0, start):
            return None  # the words of another paper
        if governor is None and (asked := asked_late(text)) is not None:
            begin, whom = asked
            return self._task(index, start + begin, text[begin:], shifted(whom, -begin), None)
        actor = actor_in(text)
        if actor is not None and actor.name in words("places_that_act") and not self._is_conclusion:
            actor = None
        if actor is not None and not actor.order and (governor is None or self._is_issuer(actor.name)):
            actor = asked_by(text, actor) or actor
        if actor is not None and governor is None and self._kinds[index] == "rule" and not _DUTY.match(text, actor.end):
            return None
        if (
            actor is not None
            and (actor.order or doing_after(text, actor.end))
            and self._is_assignment(index, text, actor, governor)
        ):
            return self._task(index, start, text, actor, governor)
        ruler = subject or governor
        if ruler is None or not states_task(text) or _LATER_ACTOR.search(text) or ONLY_WHEN.match(text):
            return None
        return self._governed(index, start, text, ruler)

    def _closing(self, index: int, start: int, text: str) -> Task | None:
        """The formula at a paper's end gives a task only where it says how: "… các địa phương kịp thời phản ánh về Sở"."""
        prompt = re.search(r"(?<!\w)kịp thời (?:phản ánh|báo cáo)(?!\w)", text)
        if prompt is None:
            return None
        for match in re.compile(r"(?:vướng mắc|phát sinh)[,\s]+").finditer(text, 0, prompt.start()):
            actor = actor_at(text, match.end())
            if actor is not None and actor.end <= prompt.start() and not text[actor.end : prompt.start()].strip(" ,"):
                return self._task(index, start + match.end(), text[match.end() :], shifted(actor, -match.end()), None)
        return None

    def _is_assignment(self, index: int, text: str, actor: Actor, governor: Governor | None) -> bool:
        """Told to do something: not what it did, not what the issuer itself says."""
        rest = text[actor.end :].lstrip(" ,:").lower()
        if not actor.order and (
            rest.startswith(words("not_tasks")) or len(rest.split()) < 4 or re.match(r"\w+(?: \w+)?\s*:", rest)
        ):
            return False
        if (
            re.match(
                r"(?:đã|đang|vừa|chưa|được hưởng|được hỗ trợ|được cấp|bị|là (?:đơn vị|địa phương|cơ quan) (?:đi đầu|đầu tiên))\b",
                rest,
            )
            or not rest
        ):
            return False
        if re.match(
            r"(?:ban hành|xây dựng) (?:kế hoạch|chương trình|quyết định|chỉ thị|đề án|phương án)[^;]*(?:như sau|này|sau)?:?$",
            rest,
        ) and self._is_issuer(actor.name):
            return False
        if re.match(r"thường trực [^,;]*(?<!\w)là\s", rest):
            return False  # the end of a list of members: "…; thường trực Ban Chỉ đạo là Công an tỉnh"
        if re.match(r"(?:nhận được|có ý kiến như sau|yêu cầu|đề nghị|quy định)\b", rest) and self._is_issuer(actor.name):
            return False
        return not (governor is None and (rest.startswith("được") or (not self._blocks[index].label and _STATES.match(rest))))

    @cached_property
    def _is_conclusion(self) -> bool:
        """What was said to a province, which it calls "Tỉnh": a plan of the province itself gives it no task by that name."""
        return re.match(r"thong bao|ket luan", key_of(self._context.outline.letterhead.kind or "")) is not None

    def _is_issuer(self, name: str) -> bool:
        low = name.lower().replace("ubnd", "ủy ban nhân dân").replace("uỷ", "ủy")
        return bool(self._issuer) and (self._issuer.startswith(low) or low.startswith(self._issuer))

    def _task(self, index: int, start: int, text: str, actor: Actor, governor: Governor | None) -> Task:
        begin = after_aside(text, actor.end)
        doing = text[begin:]
        role = role_of(doing, requested=actor.is_requested)
        partners, after = partners_of(doing)
        quoted = after_mark(text)
        return Task(
            spans=self._context.spans(index, start + quoted, start + len(text)),
            section=self._blocks[index].section,
            body=actor.name,
            role=role,
            partners=partners,
            task=task_words(doing, after),
            pattern="order" if actor.order else self._own_pattern(index, "subject" if actor.start <= quoted + 1 else "fronted"),
            is_own_subject=True,
        )

    def _governed(self, index: int, start: int, text: str, governor: Governor) -> Task:
        quoted = after_mark(text)
        doing = text[quoted:]
        partners, after = partners_of(doing)
        role = role_of(doing, requested=governor.requested)
        if governor.role and not governor.requested and (role == "lead" or not partners):
            role = governor.role
        return Task(
            spans=self._context.spans(index, start + quoted, start + len(text)),
            section=self._blocks[index].section,
            body=governor.body,
            role=role,
            partners=partners or governor.partners,
            task=task_words(doing, after),
            pattern="governed",
        )

    def _own_pattern(self, index: int, pattern: str) -> str:
        """A body that acts unbidden is given a task in a plan; in a decision it is as often the subject of a norm."""
        return f"{pattern} in decision" if index < self._plan_begins else pattern

    @cached_property
    def _plan_begins(self) -> int:
        """The block from which the paper is a plan: the title of a plan annexed to a decision; the first of any other paper."""
        if not re.match(r"quyet dinh|nghi quyet", key_of(self._context.outline.letterhead.kind or "")):
            return 0
        titles = (i for i, block in enumerate(self._blocks) if i and block.kind is BlockKind.TITLE)
        plans = (i for i in titles if re.match(r"\s*(?:ke hoach|chuong trinh|de an|phuong an)", key_of(self._context.line(i))))
        return next(plans, len(self._blocks))

    _GIVEN_TO = re.compile(rf"(?<!\w)(?:(?:gửi(?: về)?|giao)\s+|trên cơ sở [^,;.]{{5,120}},\s+)(?=[{CAPITALS}])")

    _RECEIVES = re.compile(r"\s*,?\s*(?:(?:chậm nhất|trước)\s[^,;]{3,40}?\s)?(?:để\s+)?(?:tổng hợp|thẩm định|xem xét)")

    def _receivers(self, index: int, start: int, end: int) -> Iterator[Task]:
        """ "gửi Sở Tài chính tổng hợp, … trình UBND tỉnh": the one who receives has a task too; so has one named late:
        "trên cơ sở đề xuất của các đơn vị, Sở Tài chính tổng hợp".
        """
        line = self._context.line(index)
        for match in self._GIVEN_TO.finditer(line, start, end):
            actor = actor_at(line, match.end())
            if actor is None or actor.end >= end or not self._RECEIVES.match(line, actor.end, end):
                continue
            text = line[match.start() : end].rstrip(_TAIL)
            if len(line[actor.end : match.start() + len(text)].split()) < 4:
                return
            yield Task(
                spans=self._context.spans(index, match.start(), match.start() + len(text)),
                section=self._blocks[index].section,
                body=actor.name,
                role="lead",
                partners=(),
                task=line[actor.end : match.start() + len(text)].strip(" ,"),
                pattern="receiver",
            )
            return

    # --- what governs a block -----------------------------------------------------------------------------------------

    def _governor(self, block: Block) -> Governor | None:
        """The body of the nearest heading or introduction above that names one; role and partners of headings below it."""
        role, requested = "", False
        partners: tuple[str, ...] = ()
        for index in reversed(block.ancestors):
            line = self._context.line(index)
            read = self._body_of_heading(index, line, over_bullet=not block.label or is_bullet(block.label))
            if read is None and self._names_other_things(line):
                return None
            if read is not None:
                return replace(
                    read, role=role or read.role, partners=partners or read.partners, requested=requested or read.requested
                )
            text = line[after_mark(line) :]
            if re.match(r"(?:đề nghị|trân trọng đề nghị)\s*:?\s*$", text.lower()):
                requested = True
            elif re.match(r"(?:chủ trì|phối hợp)\b", text.lower()) and not role:
                role = role_of(text, requested=False)
                partners, _ = partners_of(text)
        return None

    def _introduced(self, index: int, block: Block) -> Governor | None:
        """A letter's "… đề nghị Ủy ban nhân dân các huyện:" before numbered points governs the points that name no body."""
        if not block.label:
            above = block.ancestors[-1] if block.ancestors else None
            return self._introduced(above, self._blocks[above]) if above is not None and self._blocks[above].label else None
        for other in range(index - 1, -1, -1):
            candidate, line = self._blocks[other], self._context.line(other).rstrip()
            if (
                candidate.label
                and candidate.level <= block.level
                and candidate.label[:1].isalpha()
                and not block.label[:1].isalpha()
            ):
                return None
            if candidate.label or candidate.kind not in {BlockKind.PARAGRAPH, BlockKind.PREAMBLE}:
                continue
            if candidate.level > block.level and not line.endswith(":"):
                continue  # a paragraph of the point before
            if not line.endswith(":"):
                return None
            for match in reversed(list(_ASKS.finditer(line))):
                actor = actor_at(line, match.start())
                if actor is not None and actor.order and not self._is_issuer(actor.name):
                    return Governor(actor.name, requested=actor.is_requested)
            return self._duty_bound(line)
        return None

    def _duty_bound(self, line: str) -> Governor | None:
        """ "Để nâng cao chất lượng, Thủ trưởng các sở có trách nhiệm:", "…, tỉnh Bắc Giang cần tập trung các việc sau:"."""
        actor = actor_in(line)
        if actor is not None and _BOUND.match(line, actor.end) and not self._is_issuer(actor.name):
            return Governor(actor.name)
        units = list(_UNIT_BOUND.finditer(line))
        return Governor(units[-1]["unit"]) if units else None

    def _names_other_things(self, line: str) -> bool:
        """A heading over what is no task: findings, criteria of praise, definitions."""
        start = " ".join(line[after_mark(line) :].lower().split()[:7])
        if re.match(r"(?:thủ tục|trình tự|quy trình|lưu đồ|bước \d|thành phần hồ sơ|cách thức)", start):
            return True
        if doing_after(line, after_mark(line)) and not start.startswith(("đánh giá", "tổng hợp")):
            return False
        return (
            len(line) < 160
            and re.search(_OTHER_HEADING.format("|".join(words("other_headings"))), start) is not None
            and not re.search(r"tổ chức thực hiện|trách nhiệm|phân công|nhiệm vụ|thực tế", line.lower())
        )

    def _body_of_heading(self, index: int, line: str, *, over_bullet: bool = False) -> Governor | None:
        text = line.rstrip(" :.;")
        begin = at = after_mark(text)
        if match := re.compile(r"(?:về phía|riêng|đối với|trách nhiệm của|nhiệm vụ của)\s+", re.IGNORECASE).match(text, at):
            at = match.end()
        actor = actor_at(text, at) or actor_at(text, begin) or (actor_in(text) if line.rstrip().endswith(":") else None)
        if actor is None:
            return capital_body(text, at)
        if self._blocks[index].kind is BlockKind.HEADING and names_only(text[actor.start :]):
            whole = re.sub(rf"\s*\(.*$|\s+[-–]\s+(?=[{SMALL}]).*$", "", text[actor.start :]).strip(" ,:")
            whole = re.sub(r",?\s+(?:trong đó|nhất là|đặc biệt là)\b.*$", "", whole)
            return Governor(whole, actor.is_requested)
        rest = text[actor.end :].strip(" ,:–-")
        if (
            not rest
            or rest.startswith("(")
            or _DUTY_ALONE.fullmatch(rest)
            or (len(text) < 220 and not doing_after(text, actor.end))
        ):
            return Governor(actor.name, actor.is_requested)
        if line.rstrip().endswith(":") and doing_after(text, actor.end):
            partners, _ = partners_of(rest)
            return Governor(actor.name, actor.is_requested, role_of(rest, requested=actor.is_requested), partners)
        if (
            over_bullet
            and self._blocks[index].label[:1].isdigit()
            and line.rstrip().endswith(".")
            and actor.start == at
            and doing_after(text, actor.end)
        ):
            return Governor(actor.name, actor.is_requested)  # a full sentence whose bullets go on with what the body shall do
        return None

    def _only_introduces(self, index: int, line: str) -> bool:
        """A line before a list; what its earlier sentences say is told apart from the last one."""
        is_open = line.rstrip().endswith(":")
        return (
            is_open
            and (index in self._has_children or self._precedes_list(index))
            and len(task_clauses(line, after_mark(line))) < 2
        )

    def _precedes_list(self, index: int) -> bool:
        following = (block for block in self._blocks[index + 1 :] if block.kind is not BlockKind.FURNITURE)
        after = next(following, None)
        return after is not None and bool(after.label)

    def _is_bare(self, index: int, block: Block, line: str) -> bool:  # noqa: PLR0911 - a list of cases
        """A heading that only names a body or a topic."""
        text = line.rstrip(" :.;")
        if topic_end(line, after_mark(line)) > after_mark(line) and ABOUT.match(line, after_mark(line)):
            return False
        actor = actor_at(text, after_mark(text))
        if actor is not None:
            is_said = len(text[actor.end :].split()) >= SAID_WORDS and not line.rstrip().endswith(":")
            is_sentence = doing_after(text, actor.end) and (
                self._may_be_sentence(index, line) or (is_said and index not in self._has_points)
            )
            return not text[actor.end :].strip(" ,:–-") or (
                index in self._has_children and block.kind is BlockKind.HEADING and not is_sentence
            )
        said = text[after_mark(text) :]
        if self._others_act_below(index, block):
            return True
        if line.rstrip().endswith(".") and len(said.split()) >= SENTENCE_WORDS and doing_after(said, 0):
            return False
        if line.rstrip().endswith(".") and (acts(said) or _CLOSING.match(said)):
            return False
        is_many = line.rstrip().endswith(":") and len(task_clauses(line, after_mark(line))) > 1
        is_task = index not in self._has_points and self._may_be_sentence(index, line)
        if (is_many or is_task) and doing_after(said, 0):
            return False
        return block.kind is BlockKind.HEADING and (index in self._has_children or not doing_after(said, 0))

    def _others_act_below(self, index: int, block: Block) -> bool:
        """A topic under which paragraphs say who does what: "a) Phổ biến pháp luật." over "Sở Tư pháp xây dựng …"."""
        if block.kind is not BlockKind.HEADING or len(self._context.line(index)) > LONGEST_TOPIC:
            return False
        below = (i for i in self._children.get(index, ()) if not self._blocks[i].label)
        return any(acts(self._context.line(i)) for i in below)

    def _may_be_sentence(self, index: int, line: str) -> bool:
        """A line that ends as a sentence, or ended so before its full stop was lost or misread, and has no list below it."""
        end = line.rstrip()
        return end.endswith(".") or (
            index not in self._has_points and not end.endswith(":") and _LIMIT_AT_END.search(key_of(end)) is not None
        )

    # --- "Nội dung: … Cơ quan thực hiện: …" ---------------------------------------------------------------------------

    def _is_task_of_labels(self, index: int, block: Block) -> bool:
        """A task whose doers are named in a labelled line beside it."""
        if is_label(self._context.line(index), "task_labels") is not None:
            return self._doer_line_after(index, block) is not None
        return any(
            is_label(self._context.line(i), "task_labels") is not None and self._doer_line_after(i, self._blocks[i]) is not None
            for i in block.ancestors[-1:]
        )

    def _doer_line_after(self, index: int, block: Block) -> int | None:
        for other in range(index + 1, min(len(self._blocks), index + 12)):
            candidate = self._blocks[other]
            if candidate.kind is BlockKind.FURNITURE:
                continue
            if candidate.level < block.level:
                return None
            if candidate.level == block.level and is_label(self._context.line(other), "doer_labels") is not None:
                return other if self._names_doers(other) else None
            if candidate.level == block.level and is_label(self._context.line(other), "task_labels") is not None:
                return None
        return None

    def _names_doers(self, index: int) -> bool:
        """Whether a labelled line has doers: "b) Cơ quan thực hiện:" over nothing but "- Đơn vị phối hợp: …" has none."""
        line = self._context.line(index)
        below = [self._context.line(i) for i in self._children.get(index, ())]
        return bool(line[is_label(line, "doer_labels") or 0 :].strip(_TAIL)) or any(
            is_label(said, "partner_labels") is None for said in below
        )

    def _labelled(self, index: int, block: Block) -> Iterator[Task]:
        """The doers of a labelled line, each with the task that stands beside it."""
        line = self._context.line(index)
        at = is_label(line, "doer_labels") or 0
        below = self._children.get(index, [])
        if any(i in self._has_children and not is_bullet(self._blocks[i].label) for i in below):
            return  # a section "Phân công thực hiện:" whose points have bullets of their own
        bullets = self._bullets_beside(index, block)
        if bullets:
            yield from self._each_bullet(index, at, bullets)
            return
        task_block = self._task_beside(index, block)
        if task_block is None:
            return
        doers = [(index, at)] if line[at:].strip(_TAIL) else []
        doers += [(i, after_mark(self._context.line(i))) for i in below]
        task_line = self._context.line(task_block)
        task_start = is_label(task_line, "task_labels") or after_mark(task_line)
        inner = [i for i in range(task_block + 1, index) if self._blocks[i].ancestors[-1:] == (task_block,)]
        task_text = " ".join([task_line[task_start:].strip(), *(self._context.line(i).strip() for i in inner)]).strip(" :;.")
        for place, begin in doers:
            doer_line = self._context.line(place).rstrip(_TAIL)
            actor = actor_at(doer_line, begin)
            if actor is None:
                continue
            rest = doer_line[actor.end :].strip(" ,;")
            if rest and does_of_its_own(rest) and doing_after(doer_line, actor.end):
                yield from self._each_own_task(place, begin, doer_line)
                continue
            spans = self._context.spans(task_block, after_mark(task_line), len(task_line))
            spans += tuple(span for i in inner for span in self._context.spans(i, 0, len(self._context.line(i))))
            spans += self._context.spans(place, 0 if place == index else begin, len(doer_line))
            yield Task(
                spans=joined(spans),
                section=block.section,
                body=actor.name,
                role=role_of(rest, requested=False) if rest else "lead",
                partners=partners_of(rest)[0] or self._partner_line(index, block),
                task=task_text,
                pattern="labelled",
            )

    def _bullets_beside(self, index: int, block: Block) -> list[int]:
        """The bullets right above a line of doers that are tasks under a heading that is none: "2. Về nền tảng số"."""
        found: list[int] = []
        for other in range(index - 1, max(-1, index - 14), -1):
            candidate, line = self._blocks[other], self._context.line(other)
            if candidate.kind is BlockKind.FURNITURE:
                continue
            if candidate.ancestors == block.ancestors and is_plain_bullet(line):
                found.append(other)
                continue
            if candidate.ancestors[:-1] == block.ancestors and line[:1] == "+" and states_task(line):
                found.append(other)
                continue
            break
        if not found or not block.ancestors or not is_bullet(self._context.line(index)):
            return []
        above = self._context.line(block.ancestors[-1])
        nested = self._blocks[found[0]].ancestors != block.ancestors
        start = is_label(above, "task_labels") or after_mark(above)
        if not nested and (above[start:].strip(_TAIL + ":") and doing_after(above, start)):
            return []
        return [] if nested and not self._introduces_tasks(found[-1]) else sorted(found)

    def _introduces_tasks(self, index: int) -> bool:
        """ "Các nội dung hỗ trợ bao gồm:" over bullets that are tasks."""
        line = self._context.line(self._blocks[index].ancestors[-1]).rstrip()
        return (
            line.endswith(":")
            and re.match(r"(?:các )?(?:nội dung|nhiệm vụ|công việc)\b", line[after_mark(line) :].lower()) is not None
        )

    def _each_bullet(self, index: int, at: int, bullets: Sequence[int]) -> Iterator[Task]:
        line = self._context.line(index)
        actor = actor_at(line.rstrip(_TAIL), at)
        if actor is None:
            return
        partners = self._partner_line(index, self._blocks[index])
        for place in bullets:
            governor = Governor(actor.name, role="lead", partners=partners)
            task_line = self._context.line(place)
            for start, end in task_clauses(task_line, after_mark(task_line))[:1]:
                yield self._governed(place, start, task_line[start:end].rstrip(_TAIL), governor)

    def _each_own_task(self, place: int, begin: int, line: str) -> Iterator[Task]:
        """A labelled line whose bodies each do something of their own: "Sở A rà soát …; các sở … gửi …. Đồng thời, …"."""
        for start, end in task_clauses(line, begin):
            text = line[start:end].rstrip(_TAIL)
            actor = actor_in(text)
            if actor is not None and doing_after(text, actor.end):
                yield self._task(place, start, text, actor, None)

    def _task_beside(self, index: int, block: Block) -> int | None:
        """The block that says what is to be done: a line "Nội dung:" above on the same level, else the heading above."""
        for other in range(index - 1, max(-1, index - 14), -1):
            candidate = self._blocks[other]
            if candidate.level < block.level and candidate.kind is not BlockKind.FURNITURE:
                break
            if candidate.level == block.level and is_label(self._context.line(other), "task_labels") is not None:
                return other
        if not block.ancestors:
            return None
        above = block.ancestors[-1]
        if is_label(self._context.line(above), "doer_labels") is not None:
            return self._task_beside(above, self._blocks[above])
        return above if len(self._context.line(above).split()) > 3 else None

    def _partner_line(self, index: int, block: Block) -> tuple[str, ...]:
        for other in range(index + 1, min(len(self._blocks), index + 4)):
            line = self._context.line(other)
            at = is_label(line, "partner_labels")
            if self._blocks[other].level == block.level and at is not None:
                return split_bodies(line[at:].strip(_TAIL))
        return ()


_CLOSING = re.compile(
    r"\s*(?:(?:trong quá trình|quá trình) [^,]{0,80},\s*)?(?:đồng thời,?\s+)?"
    r"(?:nếu|khi|trường hợp|trong trường hợp|có|phát sinh|mọi|"
    r"những|các|trong quá trình)(?!\w)[^,.;]*(?:khó khăn,\s*)?(?:vướng mắc|phát sinh)",
    re.IGNORECASE,
)
"""The formula that closes most papers: "nếu có vướng mắc, đề nghị … phản ánh về Sở"."""
_CITED_RULE = re.compile(r"(?<!\w)quy định(?: như sau)?\s*:?\s*“")
SENTENCE_WORDS = 28
"""So many words and a full stop are a task, whatever the outline hung below them."""
LONGEST_TOPIC = 220
"""Letters; what is longer says something of its own."""
SAID_WORDS = 8
"""A line that says in so many words what a body does is a sentence, though its full stop was lost."""
_LIMIT_AT_END = re.compile(
    r"(?<!\w)(?:truoc|cham nhat|trong|xong|den|het)(?: la| het| trong| truoc)* (?:ngay|thang|quy) [\divx/.-]+"
    r"(?: (?:thang|nam|hang|moi) [\w/.-]+)*[ ,;]*$"
)
""" "… trước ngày 30/10/2023", "… trước ngày 20 hằng tháng,": no heading ends so."""
_OTHER_HEADING = r"^(?:\S+ ){{0,2}}(?:{0})(?!\w)|(?<!\w)khen thưởng(?!\w)"
_BOUND = re.compile(r"\s+(?:có trách nhiệm|chịu trách nhiệm|cần|phải)(?!\w)")
_UNIT_BOUND = re.compile(
    rf"(?:^|,\s+)(?P<unit>(?:[Tt]ỉnh|[Tt]hành phố)(?:\s[{CAPITALS}][{SMALL}]+){{1,4}})\s+(?:có trách nhiệm|cần|phải)(?!\w)"
)
_DUTY_ALONE = re.compile(r"(?:có|chịu) trách nhiệm(?: (?:thực hiện|sau|sau đây|như sau|cụ thể))*")
"""A heading whose colon was left out: "3. Các cơ sở khám bệnh có trách nhiệm"."""
_STATES = re.compile(r"(?:xác định|khẳng định|nhận thấy|đánh giá cao)\s.*?(?<!\w)(?:là|rằng|sự|những)\s")
"""A body that states something: "Bộ … xác định đây là một trong những nhiệm vụ trọng tâm"."""
_LATER_ACTOR = re.compile(r"^\s*(?:Sau khi|Trước khi|Khi|Để|Trường hợp)\s[^,]{3,160},\s+(?:các|Sở|Bộ|UBND|Ủy ban)\s")
"""A clause whose own body stands behind what it begins with is not the task of the body before."""
_ASKS = re.compile(r"(?<!\w)(?:đề nghị|yêu cầu|giao|phân công)\s+", re.IGNORECASE)
_DUTY = re.compile(r"\s*(?:có trách nhiệm|chịu trách nhiệm|chủ trì|có nhiệm vụ|chủ động|phối hợp)(?!\w)")
"""In rules, what a body does is mostly a norm and no task, unless it is put as a duty."""
