"""Sends deliveries over HTTP: signed, never to a private address, never along a redirect; no receiver keeps another waiting."""

import http.client
import ipaddress
import json
import logging
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from service.errors import InvalidInput
from service.store import Store, hooks

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0
"""For connecting, and for each wait within an answer."""
LONGEST_SECONDS = 15.0
"""For a try as a whole: a receiver that answers a byte now and then is hung up on."""
AT_ONCE = 8


@dataclass(frozen=True)
class Target:
    """An address that was looked up and found fit; the connection goes to `address`, whatever the name means a moment later."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


WRITTEN = "/%:@!$&'()*+,;=?~-._"
"""What a path or a query may hold as it is; all else is written as %XX."""


def look_up(url: str, *, allow_private: bool = False) -> Target:
    """InvalidInput for anything but http(s) to a public address, under all the addresses that the name has."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise InvalidInput(f"url: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise InvalidInput("url: an http or https address without a name and password in it")
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise InvalidInput(f"url: {parts.hostname} is not found") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise InvalidInput("url: leads to a private address")
    path = quote(parts.path or "/", safe=WRITTEN) + (f"?{quote(parts.query, safe=WRITTEN)}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path, addresses[0])


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return inner.is_global and ip.is_global and not inner.is_multicast


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; a redirect is an answer like any other. OSError, http.client.HTTPException.

    Whatever the receiver does, this is over after LONGEST_SECONDS and a name's look-up.
    """
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
    plain = socket.create_connection((target.address, target.port), timeout=TIMEOUT_SECONDS)
    line = plain.dup()  # stays valid when `plain` becomes a part of the secured one
    hanging_up = threading.Timer(LONGEST_SECONDS, _hang_up, (line,))
    hanging_up.daemon = True
    hanging_up.start()
    try:
        is_secured = target.scheme == "https"
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if is_secured else plain
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status
    finally:
        hanging_up.cancel()
        connection.close()
        plain.close()
        line.close()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # it may have ended by itself just now
        line.shutdown(socket.SHUT_RDWR)


@dataclass
class Postman:
    """Carries deliveries out, each webhook's by a thread of its own: a receiver that is slow or broken delays nobody else."""

    store: Store
    allow_private: bool = False
    _out: dict[str, "Future[int]"] = field(default_factory=dict)
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "postman"))

    def look(self) -> None:
        """Make deliveries of new changes, and send for every webhook that has some due and nobody under way."""
        self._out = {hook_id: task for hook_id, task in self._out.items() if not task.done()}
        for hook_id in _spread(self.store):
            if hook_id not in self._out:
                self._out[hook_id] = self._threads.submit(self._carry, hook_id)

    def _carry(self, hook_id: str) -> int:
        try:
            return send_to(self.store, hook_id, allow_private=self.allow_private)
        except Exception:
            log.exception("deliveries of webhook %s were not sent; they are tried again", hook_id)
            return 0

    def stop(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def send_due(store: Store, *, allow_private: bool = False) -> int:
    """Make deliveries of new changes and try those whose time has come, one webhook after the other; returns how many."""
    return sum(send_to(store, hook_id, allow_private=allow_private) for hook_id in _spread(store))


def _spread(store: Store) -> Sequence[str]:
    """Webhooks that have something to be sent now."""
    with store.reading() as session:
        if not hooks.living(session):
            return ()
    with store.writing() as session:
        hooks.spread(session)
        session.flush()
        return hooks.with_work(session)


def send_to(store: Store, hook_id: str, *, allow_private: bool = False) -> int:
    """Try what is due for a webhook, in order, until a try fails; the rest then waits. Returns how many were tried."""
    with store.writing() as session:
        found = [
            (delivery.id, hook.url, hook.secret, json.dumps(hooks.body_of(change), ensure_ascii=False).encode())
            for delivery, hook, change in hooks.due(session, hook_id)
        ]
    for index, (delivery_id, url, secret, body) in enumerate(found):
        status, error = _try(delivery_id, url, secret, body, allow_private=allow_private)
        is_heard = status is not None
        with store.writing() as session:
            hooks.settle(session, delivery_id, status=status, error=error)
            if not is_heard:
                hooks.put_off(session, [entry[0] for entry in found[index + 1 :]])
        if not is_heard:
            return index + 1
    return len(found)


def _try(delivery_id: str, url: str, secret: str, body: bytes, *, allow_private: bool) -> tuple[int | None, str]:
    timestamp = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "vanthu",
        "Idempotency-Key": delivery_id,
        "X-Vanthu-Timestamp": str(timestamp),
        "X-Vanthu-Signature": f"sha256={hooks.signature(secret, timestamp, body)}",
    }
    try:
        return post(look_up(url, allow_private=allow_private), body, headers), ""
    except (OSError, ValueError, http.client.HTTPException, InvalidInput) as error:
        return None, f"{type(error).__name__}: {error}"
