from flask import Blueprint


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/documents/<document_id>/corrections", "correct", lambda document_id: "stub", methods=["POST"])
    web.add_url_rule(
        "/documents/<document_id>/corrections/<int:correction>/withdraw", "withdraw", lambda document_id: "stub", methods=["POST"]
    )
    web.add_url_rule("/documents/<document_id>/news", "news", lambda document_id: "{}")
    web.add_url_rule("/documents/<document_id>/review-state", "set_review_state", lambda document_id: "stub", methods=["POST"])
