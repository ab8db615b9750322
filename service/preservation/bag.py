"""A document's package as a BagIt 1.0 bag (RFC 8493): payload, checksums, and METS over it, zipped."""

import hashlib
import io
import zipfile
from collections.abc import Sequence

from service import __version__
from service.preservation.facts import Facts
from service.preservation.mets import Happening, PackedFile, write_mets

FIXED = (1980, 1, 1, 0, 0, 0)
"""Every entry's time, so that the same package gives the same bytes."""


def pack_bag(facts: Facts, files: Sequence[PackedFile], happenings: Sequence[Happening]) -> bytes:
    """A zip of `<number or id>/bagit.txt, data/…, manifest-sha256.txt, tagmanifest-sha256.txt`."""
    payload = [*files, PackedFile("mets.xml", write_mets(facts, files, happenings), "application/xml", "mets")]
    octets = sum(len(file.content) for file in payload)
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"Source-Organization: {one_line(facts.letterhead.issuer or '')}\n"
        f"External-Identifier: urn:sha256:{facts.id}\n"
        f"External-Description: {one_line(facts.title)}\n"
        f"Bagging-Date: {facts.updated.date().isoformat()}\n"
        f"Bag-Software-Agent: vanthu {__version__}\n"
        f"Payload-Oxum: {octets}.{len(payload)}\n",
        "manifest-sha256.txt": "".join(f"{file.sha256}  data/{file.path}\n" for file in payload),
    }
    sums = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in tags.items())
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**tags, "tagmanifest-sha256.txt": sums}.items():
            archive.writestr(_entry(f"{facts.id}/{name}"), text.encode())
        for file in payload:
            archive.writestr(_entry(f"{facts.id}/data/{file.path}"), file.content)
    return output.getvalue()


def one_line(text: str) -> str:
    return " ".join(text.split())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
