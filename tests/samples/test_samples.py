"""The samples are true to themselves: the quotes of the records stand in the true text, and the true text is the source's."""

import json
import re
from itertools import chain
from pathlib import Path

import pikepdf
import pytest

SAMPLES = sorted(path.parent for path in (Path(__file__).parents[2] / "samples").glob("*/source.txt"))
KINDS = ("targets", "decisions", "citations", "deadlines", "assignments", "places")
MARKUP = re.compile(r"^(@.*|[<^_#|]+ )|\|\||;;|\(stamp\)|(?<= )\|(?= )", re.MULTILINE)

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)


def one_line(text: str) -> str:
    return " ".join(text.split())


def without_page_numbers(truth: str) -> str:
    first, *others = truth.split("\f")
    return "\n".join([first, *(page.partition("\n")[2] for page in others)])


def test_there_are_scans_a_bad_text_layer_and_a_born_digital_paper() -> None:
    scanning = [re.search(r"^@scan.*$", (s / "source.txt").read_text("utf-8"), re.MULTILINE) for s in SAMPLES]
    assert len(SAMPLES) >= 5
    assert any(line is None for line in scanning)
    assert any(line and "layer=eng" in line.group() for line in scanning)


@every_sample
def test_quotes_stand_in_the_true_text(sample: Path) -> None:
    truth = one_line(without_page_numbers((sample / "truth.txt").read_text("utf-8")))
    records = json.loads((sample / "records.json").read_text("utf-8"))
    for record in chain.from_iterable(records[kind] for kind in KINDS):
        assert one_line(record["quote"]) in truth


@every_sample
def test_the_true_text_holds_the_words_of_the_source(sample: Path) -> None:
    source = MARKUP.sub(" ", (sample / "source.txt").read_text("utf-8"))
    truth = without_page_numbers((sample / "truth.txt").read_text("utf-8"))
    assert sorted(truth.split()) == sorted(source.split())


@every_sample
def test_deadlines_that_assignments_name_exist(sample: Path) -> None:
    records = json.loads((sample / "records.json").read_text("utf-8"))
    ids = {deadline["id"] for deadline in records["deadlines"]}
    assert {a["deadline"] for a in records["assignments"] if a.get("deadline")} <= ids


@every_sample
def test_scans_are_small_and_have_the_pages_of_the_true_text(sample: Path) -> None:
    with pikepdf.open(sample / "scan.pdf") as pdf:
        assert len(pdf.pages) == len((sample / "truth.txt").read_text("utf-8").split("\f"))
    assert (sample / "scan.pdf").stat().st_size < 300_000
