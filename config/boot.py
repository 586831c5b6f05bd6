"""What has to be in order before anything is served: the folder, the port, the database, the static files.

Each check either passes or raises `NotReady` with one sentence that says what is wrong and what to do.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import socket
from pathlib import Path
from typing import IO

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from config.views.health import storage_folder, storage_writable
from lib.db.away import in_one_line
from lib.db.sqlite.files import is_missing, make_if_missing
from lib.errors import DomainError
from records import store

CHECKED_WHOLE_BELOW = 256 * 1024 * 1024
"""SQLite files up to this size are checked page by page at each start; it takes under a second."""


class NotReady(DomainError):
    """Tanggap cannot start; the message is one sentence for whoever runs it."""


def hold(var: Path) -> IO[str]:
    """Take the folder for this process alone, until it ends; keep the returned file open.

    Raises `NotReady` when another Tanggap runs on it, or when it cannot be written.
    """
    path = var / "serve.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise NotReady(_cannot_write(var, error)) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read(20).strip() or "?"
        file.close()
        raise NotReady(
            _("Tanggap already runs on the folder {folder} (process {pid}): stop that one first.").format(
                folder=var, pid=holder
            )
        ) from error
    try:
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        os.fsync(file.fileno())
    except OSError as error:
        raise NotReady(_cannot_write(var, error)) from error
    return file


def check_storage() -> None:
    """Raises `NotReady` when evidence and reports cannot be kept."""
    if not storage_writable():
        folder, denied = storage_folder(), PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        raise NotReady(_cannot_write(folder, denied))


def _cannot_write(folder: Path, error: OSError) -> str:
    return _("The folder {folder} cannot be written ({reason}).").format(folder=folder, reason=error.strerror)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket that the web server's processes share. Raises `NotReady` when it cannot be had."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            words = _("Port {port} is already taken: stop what uses it, or choose another with PORT=.")
        else:
            words = _(
                "The address {host}:{port} cannot be used ({reason}): choose another with HOST= or PORT=."
            )
        raise NotReady(words.format(host=host, port=port, reason=error.strerror)) from error
    return found


def check_database() -> MigrationExecutor:
    """Open the database and compare it with the code; returns the executor that knows what is to migrate.

    Raises `NotReady` when it cannot be reached, is broken, or was written by a newer Tanggap.
    """
    _refuse_to_begin_anew()
    try:
        make_if_missing(connection)
        _open_database()
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as error:
        raise NotReady(
            _("The database {name} does not fit this Tanggap: {reason}").format(
                name=database_name(), reason=in_one_line(error)
            )
        ) from error
    except DatabaseError as error:
        raise NotReady(
            _("The database {name} cannot be used: {reason}").format(
                name=database_name(), reason=in_one_line(error)
            )
        ) from error
    unknown = _unknown(executor)
    if unknown:
        raise NotReady(
            _(
                "The database {name} was written by a newer Tanggap (it has {migration}): start that one, "
                "or restore a backup made with this one."
            ).format(name=database_name(), migration=unknown[0])
        )
    return executor


def _refuse_to_begin_anew() -> None:
    """An SQLite file that is gone while files of it are kept was lost: no new one takes its place unasked."""
    if is_missing(connection) and next(store.names(), None) is not None:
        raise NotReady(
            _(
                "The database {name} is missing, but {folder} still holds its files: put the database back, "
                "restore a backup into an empty place, or move that folder away to begin anew."
            ).format(name=database_name(), folder=settings.STORAGES["default"]["OPTIONS"]["location"])
        )


def _open_database() -> None:
    """Connect without a pool, which would hide why it fails; look over SQLite's pages and permissions."""
    if connection.vendor == "postgresql":
        parameters = {
            key: value for key, value in connection.get_connection_params().items() if key != "pool"
        }
        try:
            psycopg.connect(**{**parameters, "cursor_factory": None}).close()
        except psycopg.Error as error:
            raise DatabaseError(str(error)) from error
        return
    with connection.cursor() as cursor:
        path = Path(str(connection.settings_dict["NAME"]))
        if path.is_file() and path.stat().st_size < CHECKED_WHOLE_BELOW:
            cursor.execute("PRAGMA quick_check(1)")
            verdict = str(cursor.fetchone()[0])
            if verdict != "ok":
                raise DatabaseError(verdict)
        if path.is_file() and not os.access(path, os.W_OK):
            raise DatabaseError(os.strerror(errno.EACCES))


def _unknown(executor: MigrationExecutor) -> list[str]:
    """Migrations that the database has and this code does not."""
    disk = executor.loader.disk_migrations
    known = {*disk, *(key for migration in disk.values() for key in migration.replaces)}
    rooms = executor.loader.migrated_apps | executor.loader.unmigrated_apps
    return [
        f"{room}.{name}"
        for room, name in sorted(executor.loader.applied_migrations)
        if (room, name) not in known and room in rooms
    ]


def migrate(executor: MigrationExecutor) -> int:
    """Bring the database up to the code; the number of migrations that were applied, 0 when it was."""
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return 0
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise NotReady(
            _("The database {name} could not be brought up to date: {reason}").format(
                name=database_name(), reason=in_one_line(error)
            )
        ) from error
    return len(plan)


def database_name() -> str:
    """The database as an operator knows it: a file, or name and host; never a password."""
    values = connection.settings_dict
    if connection.vendor == "postgresql":
        return f"{values['NAME']} ({values.get('HOST') or 'localhost'})"
    return str(values["NAME"])


def publish_static() -> bool:
    """Collect and compress the static files when any has changed since; whether that was needed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".collected"
    wanted = _static_state()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return False
    try:
        call_command("collectstatic", interactive=False, clear=root.is_dir(), verbosity=0)
        stamp.write_text(wanted, encoding="utf-8")
    except OSError as error:
        raise NotReady(_cannot_write(root, error)) from error
    return True


def _static_state() -> str:
    """A hash over path, size and time of every static file."""
    state = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda pair: str(pair[0])):
            info = Path(storage.path(path)).stat()
            state.update(f"{path}\0{info.st_size}\0{info.st_mtime_ns}\n".encode())
    return state.hexdigest()
