"""What kind of paper it is decides which extractors run."""

import pytest

from extractors.document_types import document_types, type_of
from extractors.grammar.instruments import title_kinds
from extractors.pipeline import EXTRACTORS


@pytest.mark.parametrize(
    ("kind", "symbol", "name"),
    [
        ("Kế hoạch", "KH-UBND", "plan"),
        ("Quyết định", None, "decision"),
        ("Công văn", "VPĐP-HCTH", "letter"),
        (None, "KH/TU", "plan"),
        (None, None, None),
    ],
)
def test_the_type_is_the_kinds_else_the_symbols(kind: str | None, symbol: str | None, name: str | None) -> None:
    found = type_of(kind, symbol)
    assert (found.name if found else None) == name


def test_a_type_names_extractors_and_titles_that_exist() -> None:
    for known in document_types():
        assert set(known.extractors) <= set(EXTRACTORS)
        assert known.titles


def test_no_title_belongs_to_two_types() -> None:
    titles = [title for known in document_types() for title in known.titles]
    assert len(titles) == len(set(titles))
    without = {"Danh mục", "Thông cáo", "Hợp đồng", "Bản ghi nhớ", "Bản thỏa thuận", "Phiếu báo", "Văn bản hợp nhất"}
    assert set(title_kinds()) - set(titles) <= without
