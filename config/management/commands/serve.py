"""`manage.py serve`: everything Tanggap needs to run, prepared and kept running by one process."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import read_framework
from compliance.services.catalogue import load_framework
from config import boot, demo
from config.catalogues import compile_changed
from config.logins import Login, add_administrator, login_lines, nobody_yet
from config.supervisor import Command as Program
from config.supervisor import CrashLoop, Supervisor, describe
from lib import clock
from lib.errors import DomainError


class Command(BaseCommand):
    """Prepares folder, database and static files, then runs web, worker and beat until told to stop."""

    help = "Run Tanggap: web, worker and beat under one supervisor."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Returns when asked to stop by Ctrl-C or SIGTERM; exits with one sentence when it cannot run."""
        try:
            if compile_changed():
                os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 (once more, with the words)
            self._run()
        except DomainError as refusal:
            sys.exit(f"Tanggap: {refusal}")
        except CrashLoop as loop:
            words = _("{name} ended {times} times right after its start ({how}); its last lines stand above.")
            sys.exit(f"Tanggap: {words.format(name=loop.name, times=loop.times, how=describe(loop.status))}")

    def _run(self) -> None:
        lock = boot.hold(settings.VAR)
        door = boot.listen(settings.HOST, settings.PORT)
        boot.check_storage()
        boot.migrate(boot.check_database())
        boot.publish_static()
        logins = prepare_content()
        connections.close_all()
        self._welcome(logins)
        with lock, door:
            Supervisor(programs(door.fileno())).run()
        self.stdout.write(_("Tanggap has stopped."))

    def _welcome(self, logins: list[Login]) -> None:
        """Print the address and, after the very first start, how to sign in."""
        for line in login_lines(logins):
            self.stdout.write(line)
        address = self.style.SUCCESS(settings.PUBLIC_URL)
        self.stdout.write(_("Tanggap runs on {address} – Ctrl-C stops it.").format(address=address))
        self.stdout.flush()


def prepare_content() -> list[Login]:
    """The catalogue; while nobody can sign in yet also the demonstration or an administrator; new logins."""
    now = clock.now()
    with translation.override(settings.LANGUAGE_CODE):
        load_framework(actor=SYSTEM, now=now, data=read_framework(ISO_27001_2022))
        if not nobody_yet():
            return []
        return demo.load(now=now) if settings.DEMO else add_administrator(now=now)


def programs(door: int) -> list[Program]:
    """The processes that make up Tanggap; the web server gets the listening socket `door`."""
    python = sys.executable
    web = [
        *(python, "-m", "gunicorn", "config.wsgi:application", "--bind", f"fd://{door}", "--preload"),
        *("--worker-class", "gthread", "--workers", str(settings.WEB_WORKERS)),
        *("--threads", str(settings.WEB_THREADS), "--timeout", "120", "--graceful-timeout", "20"),
        # As long as gunicorn lets it be: 300 letters outside ASCII take more than half of it in an address.
        *("--limit-request-line", "8190"),
        *("--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning"),  # noqa: S108
    ]
    celery = (python, "-m", "celery", "--app", "config.celery", "--quiet")
    worker = [
        *(*celery, "worker", "--pool", "threads", "--concurrency", str(settings.WORKER_THREADS)),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", settings.LOG_LEVEL),
    ]
    beat = [*celery, "beat", "--scheduler", "config.beat:LeasedScheduler", "--loglevel", settings.LOG_LEVEL]
    pidfile = ["--pidfile", ""]
    return [
        Program("web", web, descriptors=(door,)),
        Program("worker", worker, environment={"PYTHONWARNINGS": "ignore:You're running the worker"}),
        Program("beat", beat + pidfile),
    ]
