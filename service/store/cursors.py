"""Marks of a place in an ordered list, opaque to whoever holds them."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from service.errors import InvalidInput


def write_cursor(values: Sequence[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def read_cursor(cursor: str, length: int) -> list[Any]:
    """What `write_cursor` wrote; InvalidInput for anything else."""
    try:
        value = json.loads(base64.urlsafe_b64decode((cursor + "=" * (-len(cursor) % 4)).encode()))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidInput("cursor: not one of ours") from error
    if not isinstance(value, list) or len(value) != length:
        raise InvalidInput("cursor: not one of ours")
    if any(isinstance(part, bool) or (isinstance(part, int) and not -(2**62) < part < 2**62) for part in value):
        raise InvalidInput("cursor: not one of ours")
    return value


def day_of(mark: object) -> date:
    try:
        return date.fromisoformat(str(mark))
    except ValueError as error:
        raise InvalidInput("cursor: not one of ours") from error
