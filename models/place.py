"""Administrative units over time, and their mentions in a document."""

from datetime import date
from enum import StrEnum

from models.frozen import Frozen, Share, Text
from models.provenance import Record


class PlaceType(StrEnum):
    """Types of administrative unit, as they are written."""

    PROVINCE = "tỉnh"
    CITY = "thành phố"
    URBAN_DISTRICT = "quận"
    DISTRICT = "huyện"
    TOWN = "thị xã"
    COMMUNE = "xã"
    WARD = "phường"
    TOWNSHIP = "thị trấn"
    SPECIAL_ZONE = "đặc khu"


class Place(Frozen):
    """One version of an administrative unit: its code (2, 3 or 5 digits, leading zeros kept) from a day on.

    Codes are no identifiers over time; `id` is `code@valid_from`. `level` is 1 province, 2 district, 3 commune.
    `valid_to` is exclusive; None means now. `valid_from_is_open` says that it began earlier, before the first map known;
    `basis_from` and `basis_to` are the acts that began and ended it; `aliases` are other spellings in official papers.
    """

    id: str
    code: str
    level: int
    type: PlaceType
    name: Text
    parent_code: str | None
    province_code: str
    valid_from: date
    valid_to: date | None
    valid_from_is_open: bool = False
    basis_from: Text | None = None
    basis_to: Text | None = None
    aliases: tuple[Text, ...] = ()


class Succession(Frozen):
    """One unit's version that took another's place, wholly or in part; ids as in Place."""

    old: str
    new: str
    on: date
    kind: str
    source: str


class PlaceStatus(StrEnum):
    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


class PlaceCandidate(Frozen):
    code: str
    name: Text
    type: PlaceType
    parent_code: str | None
    score: Share


class PlaceMention(Record):
    """A named administrative unit in the text, resolved as of the document's date (`as_of`)."""

    name: Text
    type: PlaceType | None
    code: str | None
    parent_code: str | None
    as_of: date | None
    status: PlaceStatus
    candidates: tuple[PlaceCandidate, ...] = ()
    successors: tuple[str, ...] = ()
    evidence: tuple[Text, ...] = ()
