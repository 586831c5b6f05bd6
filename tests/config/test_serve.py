"""`manage.py serve`: up within seconds, nothing left behind, one sentence when it cannot start."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.config.processes import LONG, Program, descendants, gone

pytestmark = pytest.mark.xdist_group("serve")
ADDRESS = "http://127.0.0.1:{port}{path}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(var: Path, port: int | None = None, **environment: str) -> Program:
    """Tanggap on the folder, in a process of its own."""
    return Program("manage.py", "serve", TANGGAP_VAR=str(var), PORT=str(port or free_port()), **environment)


def fetch(port: int, path: str) -> tuple[int, str]:
    """The answer to a GET: its status and body; status 0 while nobody answers."""
    try:
        with urllib.request.urlopen(ADDRESS.format(port=port, path=path), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()
    except OSError:
        return 0, ""


def seconds_until_up(port: int, *, limit: float = LONG) -> float:
    """How long until `/healthz` answers 200."""
    begun = time.monotonic()
    while fetch(port, "/healthz")[0] != 200:
        assert time.monotonic() - begun < limit, "never came up"
        time.sleep(0.05)
    return time.monotonic() - begun


def rows_of(var: Path) -> str:
    """The whole content of the database as SQL, but for what a running Tanggap notes about itself."""
    noisy = ("followups_sweeprun", "followups_lease", "sqlite_stat1")
    with closing(sqlite3.connect(var / "tanggap.sqlite3")) as database:
        return "\n".join(line for line in database.iterdump() if not any(name in line for name in noisy))


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that a first start leaves, and what that start printed."""
    var = tmp_path_factory.mktemp("started") / "var"
    port = free_port()
    with serve(var, port) as tanggap:
        seconds_until_up(port)
        status, output = tanggap.end(signal.SIGTERM)
    assert status == 0, output
    return var, output


@pytest.fixture
def var(started: tuple[Path, str], tmp_path: Path) -> Iterator[Path]:
    """A copy of the folder of a Tanggap that was started before."""
    shutil.copytree(started[0], tmp_path / "copy")
    yield tmp_path / "copy"


def test_the_first_start_prints_the_address_and_a_login_for_each_role(started: tuple[Path, str]) -> None:
    var, output = started
    assert re.search(r"Tanggap runs on http://127\.0\.0\.1:\d+ ", output)
    for username in ("pelapor", "respons", "smki", "pdp", "kepala", "auditor", "administrator"):
        login = re.search(rf"^  {username} +([a-z2-9]{{5}}(-[a-z2-9]{{5}}){{3}}) ", output, re.MULTILINE)
        assert login, output
        assert login[1] not in rows_of(var)


def test_the_second_start_is_up_within_five_seconds_and_changes_no_data(var: Path) -> None:
    before = rows_of(var)
    waits = []
    while not waits or (min(waits) >= 5 and len(waits) < 3):
        port = free_port()
        with serve(var, port) as tanggap:
            waits.append(seconds_until_up(port))
            status, output = tanggap.end(signal.SIGTERM)
        assert status == 0
        assert "Sign in" not in output
        assert rows_of(var) == before
    assert min(waits) < 5, "not even once in three starts, however busy the machine"


def test_a_killed_web_server_is_back_with_long_addresses_too_and_a_stop_leaves_no_process(var: Path) -> None:
    port = free_port()
    with serve(var, port) as tanggap:
        seconds_until_up(port)
        children = descendants(tanggap.process.pid)
        os.kill(min(children), signal.SIGKILL)
        tanggap.read_until("starting again in")
        seconds_until_up(port)
        children += descendants(tanggap.process.pid)
        words = quote("🔥" * 300)
        assert fetch(port, f"/api/v1/incidents?q={words}&cursor={words}")[0] == 401, "not too long an address"
        status, output = tanggap.end(signal.SIGINT)
        assert (status, output.rstrip().endswith("Tanggap has stopped.")) == (0, True)
        assert gone(children)
    assert fetch(port, "/healthz")[0] == 0


@pytest.mark.thorough
def test_a_killed_supervisor_leaves_no_process_and_can_be_started_again_at_once(var: Path) -> None:
    port = free_port()
    with serve(var, port) as tanggap:
        seconds_until_up(port)
        children = descendants(tanggap.process.pid)
        os.kill(tanggap.process.pid, signal.SIGKILL)
        assert gone(children)
    with serve(var, port) as again:
        seconds_until_up(port)
        assert again.end(signal.SIGTERM)[0] == 0


def test_a_database_that_vanishes_is_503_and_no_new_one_takes_its_place(var: Path, tmp_path: Path) -> None:
    port, kept = free_port(), tmp_path / "kept.sqlite3"
    with serve(var, port) as tanggap:
        seconds_until_up(port)
        (var / "tanggap.sqlite3").rename(kept)
        status, page = fetch(port, "/verify/ABCD-EFGH-JKMN-PQRS")
        assert (status, "Tidak ada yang tersimpan setengah jalan" in page) == (503, True)
        status, answer = fetch(port, "/readyz")
        assert (status, '"database": "away"' in answer) == (503, True)
        assert f"the file {var / 'tanggap.sqlite3'} is missing" in tanggap.read_until("is missing")
        assert fetch(port, "/healthz")[0] == 200
        assert not (var / "tanggap.sqlite3").exists()
        kept.rename(var / "tanggap.sqlite3")
        assert fetch(port, "/verify/ABCD-EFGH-JKMN-PQRS")[0] == 404
        assert tanggap.end(signal.SIGTERM)[0] == 0


def test_a_start_without_the_database_of_the_files_that_are_there_is_refused(var: Path) -> None:
    (var / "tanggap.sqlite3").unlink()
    (var / "blobs" / "1" / "ab").mkdir(parents=True, exist_ok=True)
    (var / "blobs" / "1" / "ab" / ("ab" * 32)).write_bytes(b"evidence")
    sentence = refused(serve(var))
    assert f"The database {var / 'tanggap.sqlite3'} is missing, but" in sentence
    assert not (var / "tanggap.sqlite3").exists()


@pytest.mark.parametrize("command", [("new_password", "administrator"), ("verify_trail",), ("backup",)])
def test_a_command_without_a_database_is_one_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    sentence = refused(Program("manage.py", *command, TANGGAP_VAR=str(tmp_path / "var")))
    assert sentence == (
        f"Tanggap: The database cannot be used: the file {tmp_path / 'var' / 'tanggap.sqlite3'} is missing."
    )


@pytest.mark.thorough
def test_with_demo_no_there_is_only_an_administrator(tmp_path: Path) -> None:
    port = free_port()
    with serve(tmp_path / "var", port, DEMO="no") as tanggap:
        seconds_until_up(port)
        _, output = tanggap.end(signal.SIGTERM)
    assert re.findall(r"^  (\S+) +(?:\w{5}-){3}\w{5} ", output, re.MULTILINE) == ["administrator"]


def refused(program: Program) -> str:
    """The one sentence with which it refuses to start."""
    with program:
        status, output = program.end()
    assert status != 0
    assert "Traceback" not in output
    assert output.count("\n") == 1, output
    return output.strip()


def test_a_port_that_is_taken_is_named(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} is already taken" in refused(serve(var, port))


def test_a_second_tanggap_on_the_same_folder_is_refused(var: Path) -> None:
    port = free_port()
    with serve(var, port) as first:
        seconds_until_up(port)
        sentence = refused(serve(var))
        assert "already runs on the folder" in sentence
        assert f"process {first.process.pid}" in sentence


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    sentence = refused(serve(tmp_path / "file"))
    assert f"The folder {tmp_path / 'file'}" in sentence
    assert "cannot be written" in sentence


@pytest.mark.parametrize("damage", ["no database at all", "broken in the middle"])
def test_a_broken_database_is_named(var: Path, damage: str) -> None:
    path = var / "tanggap.sqlite3"
    if damage == "no database at all":
        path.write_bytes(b"this is no database\n" * 500)
    else:
        content = bytearray(path.read_bytes())
        content[8192:16384] = b"\xff" * 8192
        path.write_bytes(content)
    assert f"The database {path} cannot be used:" in refused(serve(var))


def test_a_database_that_is_newer_than_the_code_is_named(var: Path) -> None:
    with closing(sqlite3.connect(var / "tanggap.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('incidents', '0999_later', '2030-01-01')"
        )
    sentence = refused(serve(var))
    assert "was written by a newer Tanggap" in sentence
    assert "incidents.0999_later" in sentence


def test_a_database_server_that_is_away_is_named(var: Path) -> None:
    url = f"postgres://nobody:geheim@127.0.0.1:{free_port()}/nothing"
    sentence = refused(serve(var, DATABASE_URL=url))
    assert "The database nothing (127.0.0.1) cannot be used:" in sentence
    assert "geheim" not in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("SESSION_HOURS", "-1"), ("TANGGAP_ENV", "prod"), ("DATABASE_URL", "mysql://x/y")],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    environment = {"TANGGAP_VAR": str(tmp_path / "var"), name: value}
    assert name in refused(Program("manage.py", "serve", **environment))
