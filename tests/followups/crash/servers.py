"""Servers of the harness's own: PostgreSQL to restart, Redis to wipe, the slow mail sink."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Unavailable(Exception):
    """A program that this needs is not installed; says which."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def wait_for(port: int, seconds: float = 20) -> None:
    """Return once something listens on the port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


class Redis:
    """A broker that keeps what it is given, until it is wiped."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise Unavailable("redis-server is not installed")
        self.folder, self.port, self.program = folder / "redis", free_port(), program
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Start over whatever lies in the folder."""
        self.folder.mkdir(exist_ok=True)
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        more = ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        self.process = subprocess.Popen([self.program, *options, *more], stdout=subprocess.DEVNULL)
        wait_for(self.port)

    def wipe(self) -> None:
        """Die, lose everything, and come back empty."""
        self.stop()
        shutil.rmtree(self.folder)
        self.start()

    def stop(self) -> None:
        """Die without writing anything down."""
        self.process.kill()
        self.process.wait()


class Postgres:
    """A database server that is torn down in the middle of its work and recovers."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise Unavailable("the programs of PostgreSQL are not installed")
        self.programs, self.data, self.port = found[-1].parent, folder / "postgres", free_port()
        self.log = folder / "postgres.log"
        self.data.mkdir()
        self.log.touch()
        if os.getuid() == 0:
            folder.chmod(0o755)
            for each in (self.data, self.log):
                shutil.chown(each, "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self._control("start")
        self.url = f"postgres://postgres@127.0.0.1:{self.port}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.programs / program), "-D", str(self.data), *arguments]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def _control(self, *arguments: str) -> None:
        options = f"-p {self.port} -k /tmp -h 127.0.0.1 -c max_connections=100"
        self._run("pg_ctl", "-w", "-l", str(self.log), "-o", options, *arguments)

    def restart(self) -> None:
        """Abort every connection and transaction, as a crash would, and come back."""
        self._control("-m", "immediate", "restart")

    def stop(self) -> None:
        """End at once."""
        self._control("-m", "immediate", "stop")


@contextlib.contextmanager
def sink(folder: Path, milliseconds: int = 10) -> Iterator[tuple[int, Path]]:
    """A slow mail server for the length of the block: its port, and the file of what it took."""
    file = folder / "taken.jsonl"
    command = [sys.executable, "-m", "tests.followups.crash.sink", "0", str(file), str(milliseconds)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield int(process.stdout.readline()), file
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
