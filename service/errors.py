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


class EmptyFile(NotADocument):
    code = "empty_file"
    http_status = 422
    message_vi = "Tệp rỗng."
    message_en = "The file is empty."
    advice_vi = "Quét hoặc chép lại rồi gửi tệp mới."
    advice_en = "Scan or copy it again and hand in the new file."


class LyingFile(ScanError):
    code = "lying_file"
    http_status = 415
    message_vi = "Nội dung tệp không đúng loại mà tên hoặc phần đầu tệp nêu."
    message_en = "The file is not of the kind that its name or its head says."
    advice_vi = "Xuất lại đúng định dạng, đặt đúng đuôi tệp; không gửi tệp ghép hai định dạng."
    advice_en = "Export it again with the right extension; a file of two kinds at once is not taken."


class EncryptedScan(ScanError):
    code = "encrypted"
    message_vi = "Tệp PDF có mật khẩu."
    message_en = "The PDF file needs a password."
    advice_vi = "Gỡ mật khẩu (in ra PDF mới) rồi gửi lại."
    advice_en = "Remove the password (print it to a new PDF) and hand it in again."


class DamagedScan(ScanError):
    code = "damaged"
    message_vi = "Tệp hỏng, không sửa được."
    message_en = "The file is damaged beyond repair."
    advice_vi = "Chép lại từ nguồn hoặc quét lại."
    advice_en = "Copy it again from its source, or scan the paper again."


class NoPages(ScanError):
    code = "no_pages"
    message_vi = "Tệp không có trang nào."
    message_en = "The file has no pages."
    advice_vi = "Quét lại; kiểm tra tệp trước khi gửi."
    advice_en = "Scan it again and look at the file before handing it in."


class PageLimit(ScanError):
    code = "too_many_pages"
    http_status = 413
    message_vi = "Tệp có quá nhiều trang."
    message_en = "The file has too many pages."
    advice_vi = "Chia tệp thành nhiều phần, hoặc tăng VANTHU_MAX_PAGES."
    advice_en = "Split the file, or raise VANTHU_MAX_PAGES."


class PixelLimit(ScanError):
    code = "page_too_large"
    http_status = 413
    message_vi = "Ảnh của một trang quá lớn."
    message_en = "The picture of a page is too large."
    advice_vi = "Quét lại ở 300 dpi, hoặc tăng VANTHU_MAX_PAGE_MEGAPIXELS."
    advice_en = "Scan at 300 dpi, or raise VANTHU_MAX_PAGE_MEGAPIXELS."


class FileTooLarge(ScanError):
    code = "file_too_large"
    http_status = 413
    message_vi = "Tệp quá lớn."
    message_en = "The file is too large."
    advice_vi = "Chia tệp, quét ở 300 dpi, hoặc tăng VANTHU_MAX_FILE_MB."
    advice_en = "Split the file, scan at 300 dpi, or raise VANTHU_MAX_FILE_MB."


class NothingToDraw(ScanError):
    """A page of plain text has no picture."""

    code = "no_picture"
    http_status = 404
    message_vi = "Văn bản thuần không có ảnh trang."
    message_en = "Plain text has no page picture."


class PageNotDrawn(ScanError):
    """The process that drew the page died over it, or took too long."""

    code = "page_not_drawn"
    http_status = 422
    message_vi = "Không vẽ được ảnh của trang này."
    message_en = "The picture of this page cannot be drawn."
    advice_vi = "Mở bản gốc bằng phần mềm khác; nếu xem được ở đó, in ra PDF mới rồi gửi lại."
    advice_en = "Open the original in another program; if it shows there, print it to a new PDF and hand that in."


class OcrMissing(VanthuError):
    code = "ocr_missing"
    exit_code = 69
    message_vi = "Không tìm thấy bộ nhận dạng Tesseract với dữ liệu tiếng Việt."
    message_en = "Tesseract with its Vietnamese data was not found."
    advice_vi = "Cài đặt: apt-get install tesseract-ocr tesseract-ocr-vie; hoặc đặt VANTHU_OCR_MODE=fast."
    advice_en = "Install it: apt-get install tesseract-ocr tesseract-ocr-vie; or set VANTHU_OCR_MODE=fast."


class FileNotThere(VanthuError):
    code = "file_not_found"
    http_status = 404
    exit_code = 66
    message_vi = "Không tìm thấy tệp."
    message_en = "No such file."
    advice_vi = "Kiểm tra đường dẫn."
    advice_en = "Check the path."


class NotFound(VanthuError):
    code = "not_found"
    http_status = 404
    exit_code = 66
    message_vi = "Không có tài nguyên này."
    message_en = "There is no such thing here."
    advice_vi = "Kiểm tra mã số trong địa chỉ."
    advice_en = "Check the id in the address."


class NotReadYet(VanthuError):
    """The document is known, but no reading of it has been finished."""

    code = "not_read_yet"
    http_status = 409
    exit_code = 75
    message_vi = "Văn bản chưa đọc xong."
    message_en = "The document has not been read yet."
    advice_vi = "Chờ rồi hỏi lại; xem tiến độ ở /api/v1/documents/{id}."
    advice_en = "Wait and ask again; progress is at /api/v1/documents/{id}."


class OriginalMissing(VanthuError):
    code = "original_missing"
    http_status = 500
    exit_code = 74
    message_vi = "Mất bản gốc trong kho tệp."
    message_en = "The original is missing from the file store."
    advice_vi = "Chạy `vanthu check`, rồi phục hồi từ bản sao lưu."
    advice_en = "Run `vanthu check`, then restore from a backup."


class OriginalAltered(OriginalMissing):
    code = "original_altered"
    message_vi = "Bản gốc đã bị sửa đổi: mã băm không khớp."
    message_en = "The original was altered: its hash does not match."


class BadRequest(VanthuError):
    code = "bad_request"
    http_status = 400
    exit_code = 64
    message_vi = "Yêu cầu không hợp lệ."
    message_en = "The request is not valid."
    advice_vi = "Xem /api/v1/openapi.json."
    advice_en = "See /api/v1/openapi.json."


class InvalidInput(BadRequest):
    code = "invalid_input"
    http_status = 422
    message_vi = "Dữ liệu gửi lên không đúng dạng."
    message_en = "What was sent does not have the right form."
    advice_vi = "Sửa các trường nêu trong `errors`; xem /api/v1/openapi.json."
    advice_en = "Correct the fields named in `errors`; see /api/v1/openapi.json."


class TooLarge(BadRequest):
    code = "too_large"
    http_status = 413
    message_vi = "Tệp gửi lên quá lớn."
    message_en = "The upload is too large."
    advice_vi = "Chia nhỏ, hoặc tăng VANTHU_MAX_FILE_MB."
    advice_en = "Split it, or raise VANTHU_MAX_FILE_MB."


class Conflict(VanthuError):
    code = "conflict"
    http_status = 409
    exit_code = 75
    message_vi = "Yêu cầu mâu thuẫn với trạng thái hiện tại."
    message_en = "The request does not fit the present state."
    advice_vi = "Đọc lại tài nguyên rồi thử lại."
    advice_en = "Read the resource again, then try again."


class Busy(VanthuError):
    """Back-pressure: more waits than this machine should take on."""

    code = "busy"
    http_status = 503
    exit_code = 75
    message_vi = "Hàng đợi đã đầy."
    message_en = "The queue is full."
    advice_vi = "Gửi lại sau thời gian nêu trong Retry-After."
    advice_en = "Send it again after the time given in Retry-After."


class NoRoom(Busy):
    """The disk is nearly full: nothing is taken in that could not be kept."""

    code = "no_room"
    message_vi = "Đĩa gần đầy."
    message_en = "The disk is nearly full."
    advice_vi = "Báo người quản trị: dọn chỗ trên đĩa chứa VANTHU_DATA_DIRECTORY rồi gửi lại."
    advice_en = "Tell the administrator to make room where VANTHU_DATA_DIRECTORY is, then send it again."


class TooManyRequests(Busy):
    code = "too_many_requests"
    http_status = 429
    message_vi = "Quá nhiều yêu cầu."
    message_en = "Too many requests."


class NotSignedIn(VanthuError):
    code = "not_signed_in"
    http_status = 401
    exit_code = 77
    message_vi = "Cần đăng nhập hoặc khóa API."
    message_en = "Sign in or send an API key."
    advice_vi = "Gửi `Authorization: Bearer <khóa>`; quản trị viên tạo khóa bằng `vanthu account key`."
    advice_en = "Send `Authorization: Bearer <key>`; an admin makes keys with `vanthu account key`."


class NotAllowed(VanthuError):
    code = "not_allowed"
    http_status = 403
    exit_code = 77
    message_vi = "Tài khoản này không có quyền làm việc đó."
    message_en = "This account may not do that."
    advice_vi = "Hỏi quản trị viên về vai trò của tài khoản."
    advice_en = "Ask an admin about your account's role."


class BackupUnreadable(VanthuError):
    code = "backup_unreadable"
    http_status = 422
    exit_code = 65
    message_vi = "Không sao lưu hoặc phục hồi được."
    message_en = "The backup cannot be made or read."
    advice_vi = "Kiểm tra tệp sao lưu; với PostgreSQL cần pg_dump và pg_restore."
    advice_en = "Check the backup file; PostgreSQL needs pg_dump and pg_restore."
