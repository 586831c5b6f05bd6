"""Turns the environment into settings and fails loudly, in one sentence, when something is wrong."""

from __future__ import annotations

import os
import secrets
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

from config.reader import Misconfigured, Reader

DEVELOPMENT_MARK = "development-"
SECRET_LENGTH = 50
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
LOCAL = ["127.0.0.1", "localhost", "[::1]"]
ANYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 (compared with, not bound to)


def reader(folder: Path) -> Reader:
    """The environment, completed from the file `.env` of the folder (or the one TANGGAP_ENV_FILE names)."""
    path = Path(os.environ.get("TANGGAP_ENV_FILE") or folder / ".env")
    if path.is_file():
        try:
            environ.Env.read_env(str(path))
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(f"The file {path} cannot be read.") from error
    return Reader(os.environ)


def language_list() -> list[tuple[str, str]]:
    """Indonesian first, English equal; each named in its own words."""
    return [("id", "Bahasa Indonesia"), ("en", "English")]


def time_zone(env: Reader) -> str:
    """TIME_ZONE, the zone of everybody who has no other: a name of the zone database."""
    name = env.text("TIME_ZONE", "Asia/Jakarta")
    if name not in available_timezones():
        raise Misconfigured(f"TIME_ZONE is {name!r}: write a zone such as Asia/Jakarta.")
    return name


def secret_key(env: Reader, var: Path, *, production: bool) -> str:
    """SECRET_KEY or SECRET_KEY_FILE; in development one is made once and kept in `var/secret-key`."""
    given = env.text("SECRET_KEY")
    if given:
        return given
    if production:
        raise Misconfigured(
            f"SECRET_KEY is not set: production needs SECRET_KEY or SECRET_KEY_FILE with at least "
            f"{SECRET_LENGTH} characters."
        )
    path = var / "secret-key"
    try:
        var.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists() or not path.read_text(encoding="utf-8").strip():
            partial = var / f".secret-key-{os.getpid()}"
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(DEVELOPMENT_MARK + secrets.token_urlsafe(48))
            partial.replace(path)
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(_cannot_write(var, error)) from error


def refuse_in_production(*, secret: str, debug: bool, hosts: list[str]) -> None:
    """Raise `Misconfigured` for what must never meet real data: a development secret, DEBUG, any host."""
    if secret.startswith(DEVELOPMENT_MARK):
        raise Misconfigured(
            "SECRET_KEY is the one made for development: production needs a secret of its own."
        )
    if len(secret) < SECRET_LENGTH or len(set(secret)) < 5:
        raise Misconfigured(f"SECRET_KEY is too weak: it needs at least {SECRET_LENGTH} random characters.")
    if debug:
        raise Misconfigured("DEBUG is on: production refuses it, because it shows secrets to strangers.")
    if any("*" in host for host in hosts):
        raise Misconfigured("ALLOWED_HOSTS has a wildcard: name the hosts that Tanggap answers for.")


def folder(path: Path) -> Path:
    """The folder, made if it is not there; only its owner may look inside."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Misconfigured(_cannot_write(path, error)) from error
    return path


def _cannot_write(path: Path, error: Exception) -> str:
    return f"The folder {path} cannot be written ({getattr(error, 'strerror', None) or error})."


def public_url(env: Reader, *, production: bool, port: int) -> str:
    """PUBLIC_URL, under which people reach Tanggap; in production else https and the first allowed host."""
    hosts = env.listing("ALLOWED_HOSTS", [])
    if production and not hosts and not env.text("PUBLIC_URL"):
        raise Misconfigured(
            "PUBLIC_URL is not set: production needs the address under which people open Tanggap."
        )
    default = f"https://{hosts[0]}" if production and hosts else f"http://127.0.0.1:{port}"
    return env.address("PUBLIC_URL", default.replace("*", "localhost")).geturl()


def allowed_hosts(env: Reader, *, production: bool, public: str, host: str) -> list[str]:
    """ALLOWED_HOSTS, by default the host of PUBLIC_URL; in development this machine as well."""
    name = urlsplit(public).hostname or ""
    names = [f"[{name}]" if ":" in name else name]
    if not production:
        names += [*LOCAL, *([] if host in ANYWHERE else [host])]
    return env.listing("ALLOWED_HOSTS", list(dict.fromkeys(names)))


def database(env: Reader, var: Path) -> dict[str, Any]:
    """DATABASE_URL, or SQLite in `var/` set up so that several processes write safely and durably."""
    url = env.text("DATABASE_URL", f"sqlite:///{var / 'tanggap.sqlite3'}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config = dict(environ.Env.db_url_config(url))  # type: ignore[no-untyped-call]
    except (ValueError, ImproperlyConfigured) as error:
        raise Misconfigured(f"DATABASE_URL cannot be read: {error}.") from error
    engine = str(config.get("ENGINE", ""))
    if engine not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
        raise Misconfigured(
            "DATABASE_URL names no database that Tanggap runs on: write postgres://user:password@host/name "
            "or sqlite:////absolute/path."
        )
    if not config.get("NAME"):
        raise Misconfigured(
            "DATABASE_URL lacks the database's name: write postgres://user:password@host/name."
        )
    options = config.setdefault("OPTIONS", {})
    if engine.endswith("sqlite3"):
        config["ENGINE"] = "lib.db.sqlite"
        options |= {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
        }
    else:
        # A pool that tried for longer would wait ever longer, and miss that the server is back.
        options.setdefault("pool", {"min_size": 0, "max_size": 8, "timeout": 5, "reconnect_timeout": 5})
        options.setdefault("connect_timeout", 5)
        # Pages look a few rows up by key. Costs made for spinning disks read whole tables for that instead.
        options.setdefault("options", "-c random_page_cost=1.1")
        config["CONN_HEALTH_CHECKS"] = True
    return {**config, "ATOMIC_REQUESTS": False}


def storage(env: Reader, var: Path) -> dict[str, Any]:
    """STORAGE_URL: where evidence and issued reports lie; a folder, `file:///path`."""
    url = urlsplit(env.text("STORAGE_URL", f"file://{var / 'blobs'}"))
    if url.scheme != "file" or url.netloc or len(url.path) < 2:
        raise Misconfigured("STORAGE_URL must name a folder: write file:///an/absolute/folder.")
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": unquote(url.path),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
            "allow_overwrite": True,
        },
    }


def email(env: Reader, var: Path) -> dict[str, Any]:
    """EMAIL_URL; without one, mail is written to `var/mail/` and the portal says so."""
    url = env.text("EMAIL_URL")
    if not url:
        return {
            "EMAIL_BACKEND": "lib.mail.FolderBackend",
            "EMAIL_FILE_PATH": str(var / "mail"),
            "MAIL_TO_FOLDER": True,
            "EMAIL_TIMEOUT": 20,
        }
    scheme = url.split("://", 1)[0]
    try:
        parsed = _parsed_mail(url) if scheme in MAIL_PORTS else {}
    except (KeyError, ValueError, ImproperlyConfigured):
        parsed = {}
    if not parsed.get("EMAIL_HOST"):
        raise Misconfigured("EMAIL_URL cannot be read: write smtp+tls://user:password@host:587.")
    parsed["EMAIL_PORT"] = parsed.get("EMAIL_PORT") or MAIL_PORTS[scheme]
    parsed["EMAIL_HOST_USER"] = parsed.get("EMAIL_HOST_USER") or ""
    parsed["EMAIL_HOST_PASSWORD"] = parsed.get("EMAIL_HOST_PASSWORD") or ""
    return {**parsed, "MAIL_TO_FOLDER": False, "EMAIL_TIMEOUT": 20}


def _parsed_mail(url: str) -> dict[str, Any]:
    return dict(environ.Env.email_url_config(url))  # type: ignore[no-untyped-call]


def broker_options(env: Reader, var: Path) -> dict[str, Any]:
    """BROKER_URL and what each transport needs so that a killed worker loses nothing that matters.

    Tasks are wake-up calls: the database knows what is due, so even a wiped broker only delays.
    """
    url = env.text("BROKER_URL", "filesystem://")
    common: dict[str, Any] = {
        "broker_url": url,
        "broker_connection_retry_on_startup": True,
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "timezone": "UTC",
    }
    reliable = {"task_acks_late": True, "task_reject_on_worker_lost": True, "worker_prefetch_multiplier": 1}
    match url.split("://", 1)[0]:
        case "filesystem":
            return {**common, **_filesystem_broker(var / "broker")}
        case "redis" | "rediss":
            options: dict[str, Any] = {
                "visibility_timeout": 3600,
                "unacked_restore_interval": 5,
                "unacked_restore_throttle": 1,
                "socket_connect_timeout": 3,
                "socket_timeout": 10,
            }
            return {**common, **reliable, "broker_transport_options": options}
        case "amqp" | "amqps":
            return {
                **common,
                **reliable,
                "broker_transport_options": {"confirm_publish": True},
                "task_default_queue_type": "quorum",
                "worker_detect_quorum_queues": True,
            }
    raise Misconfigured("BROKER_URL must begin with filesystem://, redis://, rediss://, amqp:// or amqps://.")


def _filesystem_broker(place: Path) -> dict[str, Any]:
    return {
        "worker_prefetch_multiplier": 64,
        "broker_transport_options": {
            "data_folder_in": str(place / "queue"),
            "data_folder_out": str(place / "queue"),
            "control_folder": str(place / "control"),
            "polling_interval": 0.2,
        },
    }
