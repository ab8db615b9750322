"""Where a text file's pages part."""

import pytest

from service.scans.plain_text import split_pages

LINES = "\n".join(f"Dòng {i}" for i in range(20))


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("một\fhai", ["một", "hai"]),
        ("một\fhai\f", ["một", "hai"]),  # a form feed after the last page parts nothing
        ("một\n", ["một\n"]),
        (f"{LINES}\n hai\nba", [f"{LINES}\n", "hai\nba"]),
        (" một\n hai\n ba", [" một\n hai\n ba"]),  # a text that is indented throughout is one page
        (f"{LINES}\n  thụt vào", [f"{LINES}\n  thụt vào"]),  # two spaces are an indent
    ],
)
def test_pages_part_at_form_feeds_or_lone_spaces(text: str, pages: list[str]) -> None:
    assert split_pages(text) == pages
