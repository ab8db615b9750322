"""All settings, from the environment (VANTHU_…) or a .env file; the defaults run on one machine with nothing set."""

import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

PREFIX = "VANTHU_"
ENV_FILE = Path(".env")


class Settings(BaseModel):
    """Where things are kept and how much is allowed; what is given goes before the environment, and that before the file."""

    model_config = ConfigDict(frozen=True, validate_default=True)

    data_directory: Path = Field(Path("data"), description="originals, the SQLite database and all that must be kept")
    database_url: str | None = Field(None, description="SQLAlchemy URL; SQLite in data_directory when unset")
    files_url: str | None = Field(None, description="object store URL for originals; data_directory/files when unset")
    host: str = Field("127.0.0.1", description="address to serve on; loopback unless you say otherwise")
    port: int = 8080
    ocr_mode: str = Field(
        "best", description="fast: one engine; best: two where the first is unsure; layer: a file's own text, good or bad"
    )
    page_timeout_seconds: float = Field(180.0, description="a page whose recognition takes longer is given up and reported")
    page_memory_mb: int = Field(2048, description="memory limit of one recognition process")
    workers: int | None = Field(None, description="recognition processes; one a core when unset")
    max_pages: int = 2000
    max_file_mb: int = 512
    max_page_megapixels: float = 200.0
    image_cache_mb: int = Field(2048, description="page images kept for looking at; the longest unseen go first")
    documents_at_once: int = Field(1, description="documents that one worker reads at a time; its pages run in parallel anyway")
    max_waiting: int = Field(10000, description="documents in line beyond which uploads are answered with 503")
    viewer_origins: str = Field(
        "", description="IIIF viewers elsewhere that may show pages here: https://viewer.example, with commas"
    )
    dump_at: str | None = Field(
        None, description="hour of the nightly dump, such as 02:30, by the machine's clock; none when unset"
    )
    dump_directory: Path | None = Field(None, description="where dumps are kept; data_directory/dumps when unset")
    dumps_kept: int = 14
    least_free_mb: int = Field(500, description="free space in data_directory below which uploads are answered with 503")
    accounts: str = Field("auto", description="required: everyone signs in; auto: off loopback, or once there are accounts")
    private_webhooks: bool = Field(False, description="let webhooks lead to private addresses, on a network of one's own")
    log_form: str = Field("text", description="text or json: one line a request and a stage, without any document's text")

    def __init__(self, **given: Any) -> None:
        found = {**_of_file(ENV_FILE), **os.environ}
        named = {name.upper().removeprefix(PREFIX).lower(): value for name, value in found.items() if _is_ours(name)}
        super().__init__(**{name: value for name, value in named.items() if name in type(self).model_fields} | given)


def _is_ours(name: str) -> bool:
    return name.upper().startswith(PREFIX)


def _of_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values  # most machines have no such file, and reading starts sooner without

    return {name: value for name, value in dotenv_values(path).items() if value is not None}
