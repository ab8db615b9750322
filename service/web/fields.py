"""The fields of each kind of record as the review desk's forms show them, and the way from a record's JSON to them and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from models.assignment import AssignmentRole
from models.deadline import Recurrence, Relation
from models.decision import Act
from models.instrument import CitationRole
from models.place import PlaceType
from models.quantity import Change, Comparator


@dataclass(frozen=True)
class Field:
    """One field: `path` is where it lies in the record's JSON; `type` is text, long, number, year, day, choice, lines or codes.

    `label` names its words where another kind of record calls a field of this name otherwise.
    """

    name: str
    type: str = "text"
    optional: bool = True
    size: str = ""
    options: tuple[str, ...] = ()
    words: str = ""
    initial: str | None = None
    is_title: bool = False
    path: tuple[str, ...] = ()
    label: str = ""

    @property
    def is_list(self) -> bool:
        return self.type in ("lines", "codes")

    def described(self) -> dict[str, Any]:
        """For the page's script."""
        return {**asdict(self), "is_list": self.is_list}


def choice(name: str, of: type, words: str, *, optional: bool = False, size: str = "") -> Field:
    options = tuple(str(option) for option in of)  # type: ignore[attr-defined]
    return Field(name, "choice", optional, size, options, words, None if optional else options[0])


TITLE = {"optional": False, "size": "full", "is_title": True}
FIELDS: dict[str, tuple[Field, ...]] = {
    "letterhead": (
        Field("number", label="head_number"),
        Field("symbol"),
        Field("issued", "day"),
        Field("place", label="head_place"),
        Field("kind"),
        Field("subject_year", "year"),
        Field("issuer", size="half"),
        Field("parent_issuer", size="half"),
        Field("title", "long", size="full", is_title=True),
        Field("signatory_name"),
        Field("signatory_position"),
        Field("signing_authority"),
        Field("recipients", "lines", size="full", label="head_recipients"),
    ),
    "target": (
        Field("indicator", "long", **TITLE),  # type: ignore[arg-type]
        choice("comparator", Comparator, "comparator"),
        Field("value", "number", optional=False, size="one"),
        Field("upper", "number", size="one"),
        Field("unit", optional=True, initial=""),
        choice("change", Change, "change"),
        Field("due_earliest", "day", path=("due", "earliest")),
        Field("due_latest", "day", path=("due", "latest")),
        Field("of_value", "number", size="one", path=("of", "value")),
        Field("of_unit", size="one", path=("of", "unit")),
        Field("places", "codes", size="four"),
    ),
    "deadline": (
        Field("task", "long", **TITLE),  # type: ignore[arg-type]
        Field("written", optional=False, size="half"),
        choice("relation", Relation, "relation", size="half"),
        Field("earliest", "day"),
        Field("latest", "day"),
        choice("every", Recurrence, "every", optional=True),
        Field("bodies", "lines", size="full"),
    ),
    "citation": (
        Field("kind", size="half"),
        Field("number", size="half", is_title=True),
        Field("issued", "day"),
        choice("role", CitationRole, "citation_role"),
        Field("issuer"),
        Field("about", "long", size="full"),
    ),
    "decision": (
        Field("matter", "long", **TITLE),  # type: ignore[arg-type]
        Field("clause", size="half"),
        choice("act", Act, "act", size="half"),
    ),
    "assignment": (
        Field("body", optional=False, size="half"),
        choice("role", AssignmentRole, "assignment_role", size="half"),
        Field("task", "long", **TITLE),  # type: ignore[arg-type]
        Field("partners", "lines", size="full"),
    ),
    "place": (
        Field("name", optional=False, size="half", is_title=True),
        Field("type", "choice", True, "one", tuple(str(kind) for kind in PlaceType), "place_type"),
        Field("code", size="one"),
        Field("parent_code", size="one"),
    ),
}


def label(kind: str, name: str) -> str:
    """The catalogue's name for the words over a field."""
    return next(field.label or field.name for field in FIELDS[kind] if field.name == name)


def flat(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """A record's JSON → the values of its form by field name."""
    return {field.name: _at(data, field.path or (field.name,)) for field in FIELDS[kind]}


def _at(data: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = data
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def nested(kind: str, values: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """Form values → the record's own fields: due_latest → due, laid over what `data` holds of it. Unknown names are left out."""
    found: dict[str, Any] = {}
    for field in FIELDS[kind]:
        if field.name not in values:
            continue
        if not field.path:
            found[field.name] = values[field.name]
            continue
        outer, inner = field.path
        whole = found.get(outer, data.get(outer)) or {}
        found[outer] = {**whole, inner: values[field.name]}
    if isinstance(found.get("of"), dict) and found["of"].get("value") is None:
        found["of"] = None
    if found.get("unit", "") is None:
        found["unit"] = ""
    return found


def title(kind: str, data: Mapping[str, Any]) -> str:
    """The one line that a list shows of a record."""
    if kind == "citation":
        return " ".join(str(data[name]) for name in ("kind", "number") if data.get(name)) or str(data["quote"])
    if kind == "assignment":
        return f"{data['body']}: {data['task']}"
    name = next(field.name for field in FIELDS[kind] if field.is_title)
    return str(data.get(name) or data["quote"])
