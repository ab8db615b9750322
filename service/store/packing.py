"""Models as compressed JSON."""

import zlib
from typing import TypeVar

from pydantic import BaseModel

Model = TypeVar("Model", bound=BaseModel)


def pack(model: BaseModel) -> bytes:
    return zlib.compress(model.model_dump_json().encode(), 6)


def unpack(model: type[Model], content: bytes) -> Model:
    return model.model_validate_json(zlib.decompress(content))
