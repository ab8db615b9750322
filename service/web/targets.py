from flask import Blueprint


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/targets", "targets", lambda: "stub")
