"""The restorer: raw text → Restoration, the whole document at once."""

from collections.abc import Iterable, Sequence

from models.page import Page
from models.restoration import Restoration


class LatticeRestorer:
    """Leaves text as read until the language model is in place."""

    def restore(self, pages: Sequence[Page]) -> Restoration:
        """Pages → edits over their texts joined by form feeds."""
        return self.restore_text("\f".join(page.text for page in pages))

    def restore_text(self, raw_text: str) -> Restoration:
        """Raw NFC text → edits."""
        return Restoration(raw_text=raw_text)


def load_restorer(*, names: Iterable[str] = ()) -> LatticeRestorer:
    """A restorer with the data that ships; `names` are accented names that the text may hold."""
    return LatticeRestorer()
