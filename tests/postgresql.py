"""A PostgreSQL server of the tests' own: started once, on a socket in a temporary directory, as a user who is not root."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]


class PostgresqlServer:
    """`url(name)` makes an empty database and says where it is."""

    def __init__(self) -> None:
        if not PROGRAMS:
            raise FileNotFoundError("no PostgreSQL under /usr/lib/postgresql")
        self.directory = Path(tempfile.mkdtemp(prefix="vanthu-postgresql-"))
        self._drop = self._demotion()
        data = self.directory / "data"
        self._run("initdb", "-D", str(data), "-U", "vanthu", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = f"-k {self.directory} -c listen_addresses='' -c fsync=off -c max_connections=200"
        log = self.directory / "log"
        self._run("pg_ctl", "-D", str(data), "-o", options, "-l", str(log), "-w", "start")

    def _demotion(self) -> Callable[[], None] | None:
        """PostgreSQL refuses to run as root; the system's own user for it runs it then."""
        if os.getuid() != 0:
            return None
        user = pwd.getpwnam("postgres")
        os.chown(self.directory, user.pw_uid, user.pw_gid)

        def demote() -> None:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)

        return demote

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(PROGRAMS[0] / program), *arguments],
            check=True,
            preexec_fn=self._drop,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.directory,
        )

    def url(self, name: str, template: str = "template1") -> str:
        self._run("createdb", "-h", str(self.directory), "-U", "vanthu", "-T", template, name)
        return f"postgresql+psycopg://vanthu@/{name}?host={self.directory}"

    def drop(self, name: str) -> None:
        self._run("dropdb", "-h", str(self.directory), "-U", "vanthu", "--force", name)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.directory / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.directory, ignore_errors=True)
