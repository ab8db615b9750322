"""The command `vanthu`: one file a command, each loaded only when it is called."""

import logging
import os
import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "places": "service.cli.places:places",
    "read": "service.cli.read:read",
    "serve": "service.cli.serve:serve",
    "train": "service.cli.train:train",
    "work": "service.cli.work:work",
    "restore": "service.cli.restore:restore",
    "account": "service.cli.account:account",
    "backup": "service.cli.backup:backup",
    "check": "service.cli.check:check",
    "dump": "service.cli.dump:dump",
    "doctor": "service.cli.doctor:doctor",
    "import": "service.cli.import_:import_",
    "reprocess": "service.cli.reprocess:reprocess",
    "restore-backup": "service.cli.backup:restore_backup",
    "schema": "service.cli.schema:schema",
}


class Done(SystemExit):
    """Raised by a command that leaves nothing to be tidied up: its process need not take apart all that was loaded."""


class LazyGroup(click.Group):
    """Imports a command's module when the command is named, so that `vanthu --help` starts at once."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The command as a process of its own."""
        try:
            return super().__call__(*args, **kwargs)
        except Done as done:
            logging.shutdown()
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(int(done.code or 0))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[name]} is no command")
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vanthu")
def main() -> None:
    """Read Vietnamese official papers: scans in, records with evidence out."""
