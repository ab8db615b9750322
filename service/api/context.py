"""What a request works with: the store, the settings, the person who asks."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from service.api.images import Images
from service.reading import Scan
from service.settings import Settings
from service.store import Store
from service.store.records import Territory

KEY = "vanthu"


@dataclass(frozen=True)
class Context:
    store: Store
    settings: Settings
    open_scan: Callable[[bytes, str, Settings], Scan]
    images: Images
    territory: Territory


def here() -> Context:
    """The context of the application that answers this request."""
    context = current_app.extensions[KEY]
    if not isinstance(context, Context):
        raise TypeError("the application was not made by service.app")
    return context
