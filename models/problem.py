"""Trouble that a reader should know of, with advice, in two languages."""

from models.frozen import Frozen, Text


class Problem(Frozen):
    """`code` is stable and machine-readable; `page` is None when the whole document is meant."""

    code: str
    page: int | None = None
    message_vi: Text
    message_en: Text
    advice_vi: Text = ""
    advice_en: Text = ""
