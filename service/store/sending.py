"""Sends deliveries over HTTP: signed, never to a private address, never along a redirect."""

import http.client
import ipaddress
import json
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from service.errors import InvalidInput
from service.store import Store, hooks

TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True)
class Target:
    """An address that was looked up and found fit; the connection goes to `address`, whatever the name means a moment later."""

    scheme: str
    host: str
    port: int
    path: str
    address: str


def look_up(url: str, *, allow_private: bool = False) -> Target:
    """InvalidInput for anything but http(s) to a public address, under all the addresses that the name has."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise InvalidInput("url: an http or https address without a name and password in it")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError) as error:
        raise InvalidInput(f"url: {parts.hostname} is not found") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(is_public(address) for address in addresses):
        raise InvalidInput("url: leads to a private address")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, parts.hostname, port, path, addresses[0])


def is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return inner.is_global and ip.is_global and not inner.is_multicast


def post(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; a redirect is an answer like any other. OSError, http.client.HTTPException."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_SECONDS)
    plain = socket.create_connection((target.address, target.port), timeout=TIMEOUT_SECONDS)
    secured = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if target.scheme == "https" else plain
    connection.sock = secured
    try:
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def send_due(store: Store, *, allow_private: bool = False) -> int:
    """Make deliveries of new changes and try those whose time has come; returns how many were tried."""
    with store.reading() as session:
        if not hooks.living(session):
            return 0
    with store.writing() as session:
        hooks.spread(session)
        found = [
            (delivery.id, hook.url, hook.secret, json.dumps(hooks.body_of(change), ensure_ascii=False).encode())
            for delivery, hook, change in hooks.due(session)
        ]
    for delivery_id, url, secret, body in found:
        status, error = _try(delivery_id, url, secret, body, allow_private=allow_private)
        with store.writing() as session:
            hooks.settle(session, delivery_id, status=status, error=error)
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
    except (OSError, http.client.HTTPException, InvalidInput) as error:
        return None, f"{type(error).__name__}: {error}"
