"""Originals, kept by their SHA-256: written once, flushed to the disk, never altered."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from service.errors import OriginalAltered, OriginalMissing


class Originals(Protocol):
    def put(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256; keeping the same bytes again changes nothing."""
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes, checked against their name; OriginalMissing, OriginalAltered."""
        ...

    def holds(self, sha256: str) -> bool: ...

    def names(self) -> Iterator[str]: ...


def checked(sha256: str, content: bytes) -> bytes:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OriginalAltered(sha256)
    return content


class LocalOriginals:
    """A directory: ab/cd/abcd…; a file appears whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if path.exists() and path.stat().st_size == len(content):
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o440)
        Path(name).replace(path)
        _flush_directory(path.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError as missing:
            raise OriginalMissing(sha256) from missing
        return checked(sha256, content)

    def holds(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def names(self) -> Iterator[str]:
        for path in self.root.glob("??/??/*"):
            if not path.name.startswith("."):
                yield path.name


def _flush_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class RemoteOriginals:
    """Any store that obstore opens by URL (s3://bucket/prefix, file:///…, memory:///)."""

    def __init__(self, url: str) -> None:
        from obstore.store import from_url

        self.store = from_url(url)

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.holds(sha256):
            self.store.put(self._key(sha256), content)
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            content = bytes(self.store.get(self._key(sha256)).bytes())
        except FileNotFoundError as missing:
            raise OriginalMissing(sha256) from missing
        return checked(sha256, content)

    def holds(self, sha256: str) -> bool:
        try:
            self.store.head(self._key(sha256))
        except FileNotFoundError:
            return False
        return True

    def names(self) -> Iterator[str]:
        for batch in self.store.list():
            for entry in batch:
                yield str(entry["path"]).rsplit("/", 1)[-1]

    @staticmethod
    def _key(sha256: str) -> str:
        return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def open_originals(url: str | None, directory: Path) -> Originals:
    return LocalOriginals(directory) if url is None else RemoteOriginals(url)
