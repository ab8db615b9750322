"""Document, outline and places → records: see `extractors.pipeline`.

Nothing of ours is imported here, so that the grammar can be used where spaCy is not needed.
"""

import sys
from types import ModuleType


def _leave_out_command_line() -> None:
    """Put an empty module where spaCy loads its own command line when it is imported.

    HTTP clients and project tools come with that, which nothing here calls: a third of the time that spaCy takes to load.
    """
    if "spacy" in sys.modules:
        return
    package, info = ModuleType("spacy.cli"), ModuleType("spacy.cli.info")
    package.__path__ = []
    info.info = None  # type: ignore[attr-defined]
    sys.modules |= {package.__name__: package, info.__name__: info}


_leave_out_command_line()
