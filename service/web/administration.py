"""For administrators: the work in hand and what failed, workers, accounts, keys, and what was done."""

from collections import Counter
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.errors import InvalidInput, VanthuError
from service.store import hooks, intake, overview, people, sending
from service.store.tables import AuditRow
from service.web import seam
from service.web.catalogue import messages
from service.web.papers import advice, name_of
from service.web.seam import needs

TABS = ("work", "accounts", "keys", "webhooks", "audit")


def add_to(web: Blueprint) -> None:
    web.add_url_rule("/admin", "admin", admin)
    web.add_url_rule("/admin/retry", "retry", retry, methods=["POST"])
    web.add_url_rule("/admin/accounts", "change_accounts", change_accounts, methods=["POST"])
    web.add_url_rule("/admin/webhooks", "change_webhooks", change_webhooks, methods=["POST"])
    web.add_url_rule("/admin/keys", "change_keys", change_keys, methods=["POST"])


@needs("admin")
def admin() -> ResponseReturnValue:
    return _page(request.args.get("tab", "work"))


def _page(tab: str, **more: Any) -> str:
    tab = tab if tab in TABS else "work"
    found: dict[str, Any] = {}
    with seam.store().reading() as opened:
        if tab == "work":
            found["counted"] = overview.states(opened)
            found["workers"] = overview.workers(opened)
            found["failed"] = [(row, name_of(row), advice(reading.problems)) for row, reading in overview.failed(opened)]
        elif tab == "accounts":
            found["accounts"] = people.accounts(opened)
        elif tab == "keys":
            found["keys"] = people.keys(opened)
            found["accounts"] = people.accounts(opened)
        elif tab == "webhooks":
            found["webhooks"] = [(hook, _deliveries(opened, hook.id)) for hook in hooks.living(opened)]
        else:
            entries = overview.audit(opened, limit=200)
            known = overview.documents_named(opened, {entry.subject for entry in entries})
            names = {subject: name_of(row) for subject, row in known.items()}
            found["entries"] = [(entry, _done(entry), names.get(entry.subject)) for entry in entries]
    return render_template("admin.html", section="admin", tab=tab, tabs=TABS, roles=people.ROLES, **found, **more)


def _done(entry: AuditRow) -> str:
    """ "document.add" → "nhận văn bản"; the action as it is kept where no words are known."""
    return messages(seam.language()).get(f"audit.{entry.action.replace('.', '_')}", entry.action)


def _deliveries(opened: Any, hook_id: str) -> dict[str, int]:
    """How many of the last thousand deliveries are in each state."""
    return dict(Counter(delivery.state for delivery in hooks.deliveries(opened, hook_id, limit=1000)))


@needs("admin")
def change_webhooks() -> ResponseReturnValue:
    """Make a webhook, whose secret is shown this once; remove one; try again what was given up."""
    action, hook_id = request.form.get("action", ""), request.form.get("webhook", "")
    secret = None
    try:
        if action == "make":
            url, events = request.form.get("url", "").strip(), request.form.getlist("events")
            sending.look_up(url, allow_private=seam.settings().private_webhooks)
            with seam.store().writing() as opened:
                made = hooks.make(opened, url, events, by=seam.name())
                secret = made.secret
                seam.audit(opened, "webhook.make", made.id)
        elif action in ("remove", "replay"):
            with seam.store().writing() as opened:
                if action == "remove":
                    hooks.remove(opened, hook_id)
                else:
                    hooks.replay(opened, hook_id)
                seam.audit(opened, f"webhook.{action}", hook_id)
        else:
            raise InvalidInput("action")
    except VanthuError as error:
        return _page("webhooks", fault=_words(error)), error.http_status
    if secret is not None:
        return _page("webhooks", secret=secret)
    return redirect(url_for("web.admin", tab="webhooks"), 303)


@needs("admin")
def retry() -> ResponseReturnValue:
    """Read one failed document again, or all of them."""
    wanted = request.form.getlist("document")
    with seam.store().writing() as opened:
        if request.form.get("all"):
            wanted = [row.id for row, _ in overview.failed(opened, limit=1000)]
        priority = intake.BULK if len(wanted) > 1 else intake.INTERACTIVE
        for document_id in wanted:
            intake.reprocess(opened, document_id, anew=True, by=seam.name(), priority=priority)
            seam.audit(opened, "document.reprocess", document_id)
    return redirect(url_for("web.admin"), 303)


@needs("admin")
def change_accounts() -> ResponseReturnValue:
    """Make an account, give it another role or password, shut it or open it again."""
    action, name = request.form.get("action", ""), request.form.get("name", "").strip()
    role, password = request.form.get("role", ""), request.form.get("password", "")
    try:
        with seam.store().writing() as opened:
            if action == "make":
                _first_is_admin(opened, role)
                people.make_account(opened, name, role, password)
            elif action == "role":
                people.set_role(opened, name, role)
            elif action == "password":
                people.set_password(opened, name, password)
            elif action == "disable":
                _not_oneself(name)
                people.disable(opened, name)
            elif action == "reopen":
                people.reopen(opened, name)
            else:
                raise InvalidInput("action")
            seam.audit(opened, f"account.{action}", name, **({"role": role} if role else {}))
    except VanthuError as error:
        return _page("accounts", fault=_words(error)), error.http_status
    accounts = url_for("web.admin", tab="accounts")
    who = seam.person()
    was_first = action == "make" and who is not None and who.via == "local"
    return redirect(url_for("web.sign_in", first=1, next=accounts) if was_first else accounts, 303)


def _first_is_admin(opened: Any, role: str) -> None:
    """With the first account everybody has to sign in: somebody must then be able to make the others."""
    if role != "admin" and not people.has_accounts(opened):
        raise InvalidInput(seam.say("admin.first_is_admin"))


def _not_oneself(name: str) -> None:
    if name == seam.name():
        raise InvalidInput(seam.say("admin.not_oneself"))


def _words(error: VanthuError) -> str:
    title = error.message_en if seam.language() == "en" else error.message_vi
    return f"{title} {error.detail}".strip()


@needs("admin")
def change_keys() -> ResponseReturnValue:
    """Make a key, whose secret is shown this once, or revoke one."""
    action = request.form.get("action", "")
    secret = None
    try:
        with seam.store().writing() as opened:
            if action == "make":
                owner, scope, label = (request.form.get(field, "").strip() for field in ("account", "scope", "label"))
                made, secret = people.make_key(opened, owner, scope, label)
                seam.audit(opened, "key.make", made.id, account=owner, scope=scope)
            elif action == "revoke":
                people.revoke_key(opened, request.form.get("key", ""))
                seam.audit(opened, "key.revoke", request.form.get("key", ""))
            else:
                raise InvalidInput("action")
    except VanthuError as error:
        return _page("keys", fault=_words(error)), error.http_status
    if secret is not None:
        return _page("keys", secret=secret)
    return redirect(url_for("web.admin", tab="keys"), 303)
