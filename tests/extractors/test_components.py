"""The extractors in a pipeline of spaCy's own, and without spaCy."""

import subprocess
import sys

import spacy

from extractors import components, pipeline  # noqa: F401  (the first makes the factories known)
from extractors.base import Context
from models.reading import Records
from service.outline import DocumentOutliner
from tests.builders import make_document

TEXT = (
    "UBND TỈNH HÀ NAM\nSố: 7/KH-UBND\nHà Nam, ngày 3 tháng 4 năm 2019\nKẾ HOẠCH\nCấp nước sạch\n"
    "Căn cứ Quyết định số 15/QĐ-UBND ngày 02/02/2019 của UBND tỉnh;\n"
    "1. Đến hết năm 2020 tỷ lệ hộ dùng nước sạch đạt trên 80%.\n"
    "2. Giao Sở Xây dựng báo cáo trước ngày 20/12/2019.\n"
)


def test_a_spacy_pipeline_of_our_components_finds_what_the_flow_finds() -> None:
    document = make_document(TEXT)
    outline = DocumentOutliner().outline(document)
    nlp = spacy.blank("xx")
    for name in pipeline.EXTRACTORS:
        nlp.add_pipe(f"vanthu_{name}")
    doc = nlp.make_doc(document.text)
    doc._.context = Context(document, outline)
    for _, component in nlp.pipeline:
        doc = component(doc)
    found: Records = doc._.context.records
    expected = pipeline.RecordExtractor().extract(document, outline, ())
    assert [len(records) for _, records in found] == [len(records) for _, records in expected]
    assert found.citations and found.targets and found.assignments


def test_the_flow_does_not_load_spacy() -> None:
    program = "import sys; from extractors.pipeline import RecordExtractor; RecordExtractor(); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
