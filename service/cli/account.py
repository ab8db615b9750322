"""`vanthu account`: people and keys, from the machine's own command line."""

import sys

import click

from service.errors import VanthuError
from service.settings import Settings

ROLES = click.Choice(["reader", "reviewer", "admin"])


@click.group()
def account() -> None:
    """Make accounts and API keys. From the first account on, everyone signs in."""


@account.command("add")
@click.argument("name")
@click.option("--role", type=ROLES, default="reviewer", show_default=True)
@click.password_option(help="At least 10 characters; asked for when not given.")
def add(*, name: str, role: str, password: str) -> None:
    """Make an account."""
    from service.store import Store, people

    try:
        with Store.open(Settings()).writing() as session:
            people.make_account(session, name, role, password)
            people.audit(session, "command line", "account.make", name, role=role)
    except VanthuError as error:
        click.echo(f"{error} {error.advice_en}", err=True)
        sys.exit(error.exit_code)


def _change(name: str, action: str) -> None:
    from service.store import Store, people

    change = {"account.disable": people.disable, "account.reopen": people.reopen}[action]
    try:
        with Store.open(Settings()).writing() as session:
            change(session, name)
            people.audit(session, "command line", action, name)
    except VanthuError as error:
        click.echo(f"{error} {error.advice_en}", err=True)
        sys.exit(error.exit_code)


@account.command("close")
@click.argument("name")
def close(*, name: str) -> None:
    """Shut an account: nobody signs in with it any more, and its keys are revoked."""
    _change(name, "account.disable")


@account.command("reopen")
@click.argument("name")
def reopen(*, name: str) -> None:
    """Let a shut account sign in again, with its old password; its keys stay revoked."""
    _change(name, "account.reopen")


@account.command("key")
@click.argument("name")
@click.option("--scope", type=ROLES, default="reader", show_default=True)
@click.option("--label", default="", help="What the key is for.")
def key(*, name: str, scope: str, label: str) -> None:
    """Make an API key for an account and print it; it is kept nowhere."""
    from service.store import Store, people

    try:
        with Store.open(Settings()).writing() as session:
            made, secret = people.make_key(session, name, scope, label)
            people.audit(session, "command line", "key.make", made.id, account=name, scope=scope)
    except VanthuError as error:
        click.echo(f"{error} {error.advice_en}", err=True)
        sys.exit(error.exit_code)
    click.echo(secret)


@account.command("list")
def listed() -> None:
    """Show accounts and keys."""
    from service.store import Store, people

    with Store.open(Settings()).reading() as session:
        for row in people.accounts(session):
            click.echo(f"{row.name}\t{row.role}\t{'disabled' if row.disabled_at else ''}")
        for one in people.keys(session):
            click.echo(f"  key {one.id}\t{one.account}\t{one.scope}\t{one.label}\t{'revoked' if one.revoked_at else ''}")
