"""What does not fit is said in the reader's language."""

from flask.testing import FlaskClient

from service.api.wording import in_vietnamese

CASES = (
    ("value_min=abc", "value_min", "Phải là số, viết dấu chấm thập phân: 79.9."),
    ("due_from=31/12/2025", "due_from", "Phải là ngày viết như 2024-05-31."),
    ("limit=0", "limit", "Phải từ 1 trở lên."),
    ("limit=9000", "limit", "Không được quá 500."),
    ("no_such=1", "no_such", "Không có trường này."),
    ("format=xml", "format", "Phải là 'json', 'csv' hoặc 'ndjson'."),
    ("overdue=maybe", "overdue", "Phải là true hoặc false."),
    ("change=up", "change", "up: không có trong cumulative, decrease, increase, level."),
)


def test_a_parameter_that_does_not_fit_is_explained_in_vietnamese(client: FlaskClient) -> None:
    for query, name, said in CASES:
        problem = client.get(f"/api/v1/targets?{query}", headers={"Accept-Language": "vi"}).json
        assert problem["errors"]["query"][name] == [said], query


def test_and_in_english_for_who_reads_english(client: FlaskClient) -> None:
    problem = client.get("/api/v1/targets?limit=0", headers={"Accept-Language": "en"}).json
    assert problem["errors"]["query"]["limit"] == ["Input should be greater than or equal to 1"]


def test_words_of_ours_stay_as_they_are() -> None:
    assert in_vietnamese({"json": {"a": ["việc khác", 3]}}) == {"json": {"a": ["việc khác", 3]}}
