"""What can go wrong, in words that help: every error has a stable code and advice, in Vietnamese and English."""

from typing import ClassVar


class VanthuError(Exception):
    """Base of all errors that a reader of the message can act on.

    `code` is stable and machine-readable, `http_status` what the API answers, `exit_code` what the command line returns.
    """

    code: ClassVar[str] = "internal"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    message_vi: ClassVar[str] = "Lỗi nội bộ."
    message_en: ClassVar[str] = "Internal error."
    advice_vi: ClassVar[str] = "Thử lại; nếu vẫn lỗi, gửi nhật ký cho người quản trị."
    advice_en: ClassVar[str] = "Try again; if it persists, send the log to your administrator."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.message_en)
        self.detail = detail


class ScanError(VanthuError):
    """A file that cannot be read as a scan."""

    code = "scan_unreadable"
    http_status = 422
    exit_code = 65
    message_vi = "Không đọc được tệp này."
    message_en = "This file cannot be read."
    advice_vi = "Kiểm tra tệp mở được bằng phần mềm khác rồi gửi lại."
    advice_en = "Check that the file opens in another program, then hand it in again."


class NotADocument(ScanError):
    code = "not_a_document"
    http_status = 415
    message_vi = "Tệp không phải PDF, TIFF, PNG, JPEG hay văn bản thuần."
    message_en = "The file is not a PDF, TIFF, PNG, JPEG or plain text."
    advice_vi = "Gửi bản quét ở dạng PDF, TIFF, PNG, JPEG hoặc văn bản .txt."
    advice_en = "Hand in the scan as PDF, TIFF, PNG, JPEG or a .txt file."


class FileNotThere(VanthuError):
    code = "file_not_found"
    http_status = 404
    exit_code = 66
    message_vi = "Không tìm thấy tệp."
    message_en = "No such file."
    advice_vi = "Kiểm tra đường dẫn."
    advice_en = "Check the path."
