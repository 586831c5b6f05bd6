"""What holds for every answer: forged forms are refused, headers are strict, downloads are never shown."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test.client import ClientHandler

from tests.access.addresses import parts_of
from tests.access.identities import ANONYMOUS, DEACTIVATED, EXPIRED, HEAD, MANAGER, REPORTER, RESPONDER
from tests.access.judging import Case
from tests.access.knocking import BROWSER, Answer, ask, knock
from tests.access.table import PORTAL
from tests.access.table_api import API
from tests.access.world import World

pytestmark = pytest.mark.django_db

POLICY = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]


def test_a_form_without_its_token_changes_nothing_anywhere(
    world: World, portal_cases: list[Case], monkeypatch
) -> None:
    good = [case for case in portal_cases if case[0].method == "POST"]
    monkeypatch.setattr(BROWSER, "handler", ClientHandler(enforce_csrf_checks=True))
    monkeypatch.setattr(world, "heard", {})
    found = []
    for row, parts, sent in good:
        answer = knock(world, MANAGER, row, parts, sent)
        if answer.status != 403 or answer.wrote:
            found.append(f"{row}: {answer.status} {answer.wrote}")
    assert found == []


def test_a_portal_session_counts_for_nothing_before_the_api(world: World, monkeypatch) -> None:
    """So that the API needs no protection against forged forms."""
    cookies = {settings.SESSION_COOKIE_NAME: world.sessions[MANAGER]}
    monkeypatch.setattr(world, "cookies", lambda identity, *, api=False: cookies)
    answers = [
        ask(world, ANONYMOUS, "POST", address, api=True)
        for address in ("/api/v1/assets", "/api/v1/incidents")
    ]
    assert [each.status for each in answers] == [401, 401]


@pytest.fixture(scope="module")
def answers(world: World, django_db_blocker) -> dict[str, Answer]:
    """Answers of every kind: pages, refusals, nothing there, files, problems, redirects."""
    with django_db_blocker.unblock():
        rows = [
            row for row in (*PORTAL, *API) if row.method == "GET" and row.route not in {"healthz", "readyz"}
        ]
        found = {
            f"{identity}: {row}": knock(world, identity, row, parts_of(world, row.about))
            for row in rows
            for identity in (RESPONDER, REPORTER, ANONYMOUS, DEACTIVATED, EXPIRED)
            if row.route not in {"api_docs", "api:schema"}
        }
        wrong = {"no such page": "/tidak-ada/", "no such address": "/api/v1/tidak-ada"}
        return found | {name: ask(world, HEAD, "GET", address) for name, address in wrong.items()}


def test_every_answer_carries_the_strict_headers(answers: dict[str, Answer]) -> None:
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    found = [
        f"{where}: {name} is {answer.headers.get(name)!r}"
        for where, answer in answers.items()
        for name, value in wanted.items()
        if value not in answer.headers.get(name, "")
    ]
    assert found == []


def test_every_answer_carries_a_policy_that_runs_nothing_of_others(answers: dict[str, Answer]) -> None:
    assert POLICY["default-src"] == ["'none'"]
    assert POLICY["frame-ancestors"] == ["'none'"]
    assert POLICY["script-src"] == POLICY["style-src"] == ["'self'"]
    found = []
    for where, answer in answers.items():
        said = answer.headers.get("Content-Security-Policy", "")
        if "default-src 'none'" not in said or "unsafe" in said:
            found.append(f"{where}: {said!r}")
    assert found == []


def test_files_are_taken_never_shown(answers: dict[str, Answer]) -> None:
    files = {where: each for where, each in answers.items() if "download" in where and each.status == 200}
    assert len(files) >= 5
    for where, answer in files.items():
        assert answer.headers["Content-Disposition"].startswith("attachment;"), where
        assert "sandbox" in answer.headers["Content-Security-Policy"], where
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where


SHOWN = (
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "SECURE_SSL_REDIRECT",
    "SECURE_HSTS_SECONDS",
    "DEBUG",
)


def test_cookies_in_production_go_over_https_only_and_out_of_reach_of_scripts(tmp_path: Path) -> None:
    asked = "import json; from django.conf import settings as s; "
    asked += f"print(json.dumps({{name: getattr(s, name) for name in {SHOWN!r}}}))"
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TANGGAP_ENV": "production",
        "TANGGAP_VAR": str(tmp_path),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PUBLIC_URL": "https://tanggap.example",
    }
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout)
    assert said.pop("SECURE_HSTS_SECONDS") >= 31_536_000
    assert said.pop("SESSION_COOKIE_SAMESITE") == "Lax"
    assert said.pop("DEBUG") is False
    assert all(said.values()), said
