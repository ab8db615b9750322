"""Settings → Toolbox: every stage is built here, once, and handed to the flow."""

from functools import cache

from service.reading import Toolbox
from service.settings import Settings


@cache
def build_toolbox(settings: Settings) -> Toolbox:
    """All stages with the data that ships in the package."""
    from extractors import RecordExtractor
    from service.gazetteer import Gazetteer, GazetteerPlaceFinder
    from service.ocr import PageRecogniser
    from service.outline import DocumentOutliner
    from service.restoration import load_restorer

    gazetteer = Gazetteer.load()
    return Toolbox(
        recogniser=PageRecogniser(settings),
        restorer=load_restorer(names=gazetteer.names()),
        outliner=DocumentOutliner(),
        place_finder=GazetteerPlaceFinder(gazetteer),
        extractor=RecordExtractor(),
    )
