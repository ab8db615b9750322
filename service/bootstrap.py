"""Settings → Toolbox: every stage is built here, once, and handed to the flow."""

from functools import cache
from typing import TYPE_CHECKING

from service.reading import Toolbox
from service.settings import Settings

if TYPE_CHECKING:
    from service.ocr import PageRecogniser


@cache
def build_recogniser(settings: Settings) -> "PageRecogniser":
    """The recognition processes alone: they start to work while the rest is still being loaded."""
    from service.ocr import PageRecogniser

    return PageRecogniser(settings)


@cache
def build_toolbox(settings: Settings) -> Toolbox:
    """All stages with the data that ships in the package."""
    from extractors import RecordExtractor
    from service.gazetteer import Gazetteer, GazetteerPlaceFinder
    from service.outline import DocumentOutliner
    from service.restoration import load_restorer

    gazetteer = Gazetteer.load()
    return Toolbox(
        recogniser=build_recogniser(settings),
        restorer=load_restorer(names=gazetteer.names()),
        outliner=DocumentOutliner(),
        place_finder=GazetteerPlaceFinder(gazetteer),
        extractor=RecordExtractor(),
    )
