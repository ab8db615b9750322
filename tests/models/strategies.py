"""What hypothesis draws: raw texts with Vietnamese letters, and edits over them."""

import unicodedata

from hypothesis import strategies as st

from models.restoration import Edit, EditReason, Restoration
from models.spans import Span

LETTERS = "aăâdđeêoôơuưxyằặệộự0179.,/- \n"
texts = st.text(alphabet=LETTERS, max_size=60).filter(lambda text: unicodedata.is_normalized("NFC", text))


@st.composite
def restorations(draw: st.DrawFn, *, raw_texts: st.SearchStrategy[str] = texts, is_two_sided: bool = False) -> Restoration:
    """Raw text with edits of every shape: replaced, deleted, inserted, side by side; two-sided ones neither delete nor insert."""
    raw_text = draw(raw_texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(raw_text)), max_size=8)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        if edits and start == end == edits[-1].raw_span.end:
            continue  # two insertions at one place are one
        if "\f" not in raw_text[start:end]:
            restored = draw(texts)
            if is_two_sided and (start == end or not restored):
                continue
            edits.append(Edit(raw_span=Span(start=start, end=end), restored=restored, reason=EditReason.LETTERS, confidence=0.5))
    return Restoration(raw_text=raw_text, edits=tuple(edits))


def spans_of(text: str) -> st.SearchStrategy[Span]:
    """Spans of a text, empty ones too."""
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    return ends.map(lambda pair: Span(start=min(pair), end=max(pair)))
