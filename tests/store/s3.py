"""The part of S3's protocol that originals need (PUT, GET, HEAD and LIST of objects), spoken by a thread of the tests."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

MOMENT = "2026-01-01T00:00:00.000Z"


@contextmanager
def bucket_server() -> Iterator[tuple[str, dict[str, bytes]]]:
    """The server's address, and what its buckets hold: "bucket/key" → bytes."""
    held: dict[str, bytes] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            held[self.name] = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(200, b"", ETag=_etag(held[self.name]))

        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            if "list-type" in asked:
                self._answer(200, _listed(self.name, asked.get("prefix", [""])[0], held))
            elif self.name in held:
                content = held[self.name]
                self._answer(200, content, ETag=_etag(content), **{"Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"})
            else:
                self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

        def do_HEAD(self) -> None:
            self.do_GET()

        @property
        def name(self) -> str:
            return urlsplit(self.path).path.strip("/")

        def _answer(self, status: int, body: bytes, **headers: str) -> None:
            assert "AWS4-HMAC-SHA256" in self.headers["Authorization"]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", held
    finally:
        server.shutdown()
        server.server_close()


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def _listed(bucket: str, prefix: str, held: dict[str, bytes]) -> bytes:
    keys = sorted(name.removeprefix(f"{bucket}/") for name in held if name.startswith(f"{bucket}/{prefix}"))
    entries = "".join(
        f"<Contents><Key>{escape(key)}</Key><LastModified>{MOMENT}</LastModified><Size>{len(held[f'{bucket}/{key}'])}</Size>"
        f"<ETag>x</ETag></Contents>"
        for key in keys
    )
    head = f"<Name>{bucket}</Name><KeyCount>{len(keys)}</KeyCount><IsTruncated>false</IsTruncated>"
    return f"<ListBucketResult>{head}{entries}</ListBucketResult>".encode()
