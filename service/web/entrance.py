"""Coming in and going out, and the language that one reads in."""

from urllib.parse import urlsplit

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.errors import NotAllowed, NotFound, NotSignedIn, TooManyRequests
from service.store import people
from service.web import seam
from service.web.catalogue import LANGUAGES

A_YEAR = 365 * 24 * 3600


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/login", "sign_in", sign_in, methods=["GET", "POST"])
    web.add_url_rule("/logout", "sign_out", sign_out, methods=["POST"])
    web.add_url_rule("/language/<language>", "choose_language", choose_language)


def next_address() -> str:
    """Where the reader wanted to go, if that is a page of ours; else the first page."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return wanted if is_ours else url_for("web.home")


def sign_in() -> ResponseReturnValue:
    if request.method == "GET":
        return render_template("sign_in.html", next=next_address(), fault=None, name="")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise NotAllowed("the request comes from another site")
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    try:
        with seam.store().writing() as session:
            people.note_attempt(session, name, request.remote_addr or "")
        with seam.store().writing() as session:
            signed_in = people.sign_in(session, name, password)
    except (NotSignedIn, TooManyRequests) as error:
        fault = "entrance.too_many" if isinstance(error, TooManyRequests) else "entrance.wrong"
        return render_template("sign_in.html", next=next_address(), fault=seam.say(fault), name=name), error.http_status
    answer = make_response(redirect(next_address(), 303))
    answer.set_cookie(
        seam.SESSION_COOKIE,
        signed_in.token,
        max_age=int(people.SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


def sign_out() -> ResponseReturnValue:
    token = request.cookies.get(seam.SESSION_COOKIE)
    if token:
        with seam.store().writing() as session:
            people.sign_out(session, token)
    answer = make_response(redirect(url_for("web.sign_in"), 303))
    answer.delete_cookie(seam.SESSION_COOKIE)
    return answer


def choose_language(language: str) -> ResponseReturnValue:
    if language not in LANGUAGES:
        raise NotFound(language)
    answer = make_response(redirect(next_address(), 303))
    answer.set_cookie("language", language, max_age=A_YEAR, samesite="Lax", secure=request.is_secure)
    return answer
