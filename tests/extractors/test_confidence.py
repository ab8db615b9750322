"""Confidence is counted; the document's own sums are checked, and a correction is proposed, never made."""

from decimal import Decimal

import pytest

from extractors.checks import misreadings, sum_doubts
from extractors.confidence import AUTO_ACCEPT, evidence_factor, extraction_confidence, overall, share_right
from models.provenance import Confidence


def test_a_doubt_keeps_a_record_from_being_taken_without_a_look() -> None:
    sure = extraction_confidence("targets", "goal", has_doubts=False)
    assert sure >= AUTO_ACCEPT > extraction_confidence("targets", "goal", has_doubts=True)


def test_a_rule_that_was_never_seen_is_not_taken_without_a_look() -> None:
    assert extraction_confidence("targets", "a new rule", has_doubts=False) < AUTO_ACCEPT


def test_few_records_move_a_rule_less_than_many() -> None:
    assert share_right(1, 1) < share_right(10, 10) < share_right(100, 100) < 1


def test_poor_ink_lowers_the_overall_figure_and_never_raises_it() -> None:
    factors = [evidence_factor(ocr, 1.0) for ocr in (0.1, 0.6, 0.8, 1.0)]
    assert factors == sorted(factors)
    assert factors[-1] == 1.0
    poor = overall(Confidence(ocr=0.3, restoration=1.0, extraction=0.97, overall=0.0))
    assert poor.overall < 0.97


@pytest.mark.parametrize(
    ("total", "parts", "proposal"),
    [("100", ["40", "60"], None), ("70", ["30", "46"], ""), ("330", ["130", "700"], "830"), ("147", ["100", "41"], "141")],
)
def test_a_sum_that_clashes_is_said_and_one_misread_digit_proposed(total: str, parts: list[str], proposal: str | None) -> None:
    doubts = sum_doubts(Decimal(total), [Decimal(part) for part in parts])
    if proposal is None:
        assert doubts == ()
    else:
        assert doubts
        assert proposal in " ".join(doubts[1:])
        assert bool(doubts[1:]) is bool(proposal) is (sum(map(Decimal, parts)) in misreadings(Decimal(total)))
