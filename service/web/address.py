"""Addresses of the view that is shown, with some values changed: every view can be passed on by its address."""

from urllib.parse import quote

from flask import request
from werkzeug.datastructures import MultiDict


def with_values(*, path: str | None = None, **values: object) -> str:
    """The present address with these values set, or taken out where None; the place in a list is given up."""
    asked: MultiDict[str, str] = MultiDict(request.args)
    for name in ("cursor", "before", "offset"):
        asked.pop(name, None)
    for name, value in values.items():
        asked.poplist(name)
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is not None and one != "":
                asked.add(name, str(one))
    query = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in asked.items(multi=True) if value != "")
    return f"{path or request.path}?{query}" if query else path or request.path


def _quoted(text: str) -> str:
    return quote(text, safe="")
