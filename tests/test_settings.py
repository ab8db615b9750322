"""What is given goes before the environment, and the environment before a .env file."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("VANTHU_PORT", "VANTHU_HOST", "VANTHU_OCR_MODE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_settings_come_from_what_is_given_then_the_environment_then_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text('VANTHU_PORT=1001\nVANTHU_HOST="in.the.file"  # ours\nVANTHU_OCR_MODE=fast\nOTHER=1\n')
    monkeypatch.setenv("VANTHU_PORT", "1002")
    monkeypatch.setenv("vanthu_ocr_mode", "layer")
    settings = Settings(port=1003)
    assert (settings.port, settings.host, settings.ocr_mode) == (1003, "in.the.file", "layer")
    assert Settings().port == 1002


def test_what_is_not_ours_or_not_known_is_left_alone_and_what_is_wrong_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "7")
    monkeypatch.setenv("VANTHU_SHARED", "/somewhere")
    assert Settings().port == 8080
    monkeypatch.setenv("VANTHU_PORT", "many")
    with pytest.raises(ValidationError, match="port"):
        Settings()
