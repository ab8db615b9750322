"""The extractors as components of a spaCy pipeline: importing this makes their factories known to spaCy.

nlp = spacy.blank("xx"); nlp.add_pipe("vanthu_citations"); doc = nlp.make_doc(text); doc._.context = Context(document, outline)
"""

from spacy.language import Language
from spacy.tokens import Doc

from extractors.base import Extractor
from extractors.pipeline import EXTRACTORS, extractor_named


def _make_known(kind: str) -> None:
    def build(nlp: Language, name: str) -> Extractor:  # what spaCy calls, always with these two
        return extractor_named(kind)

    Language.factory(f"vanthu_{kind}", func=build)


for each in EXTRACTORS:
    _make_known(each)
if not Doc.has_extension("context"):
    Doc.set_extension("context", default=None)
