from flask import Blueprint


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/acts", "acts", lambda: "stub")
    web.add_url_rule("/acts/<path:number>", "act", lambda number: "stub")
    web.add_url_rule("/documents/<document_id>/graph", "graph", lambda document_id: "stub")
