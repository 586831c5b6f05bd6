"""Every link of the portal leads somewhere: the demonstration is walked by people of several roles."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from accounts.models import Person
from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import read_framework
from config import demo
from tests.catalogue import loaded_framework
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
OF_A_KIND = 4
"""How many pages of the same kind are opened; the cases differ, so a single one would not do."""
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*|\?[^"#]*)')


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the files of the demonstration, which is loaded once and put back after that."""
    return tmp_path_factory.mktemp("demonstration")


@pytest.fixture
def demonstration(db: None, now: datetime, stored: Path, settings) -> None:
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(stored)
    loaded_framework()
    remembered("demonstration", lambda: demo.load(now=now))


def _later(username: str) -> object:
    """Who walks in `make test-services` alone: most of what they find the others find as well."""
    return pytest.param(username, marks=pytest.mark.thorough)


def links_of(path: str, page: str) -> list[str]:
    """Where a page leads, inside the portal."""
    found = [html.unescape(link) for link in LINK.findall(page)]
    whole = [urlsplit(path).path + link if link.startswith("?") else link for link in found]
    return [link for link in whole if not link.startswith("/static/")]


def walk(client: Client) -> dict[str, int]:
    """Follow links from the home page; the status that each page answered."""
    queue, answers = ["/"], {}
    opened: Counter[str] = Counter()
    while queue:
        path = queue.pop(0)
        kind = resolve(urlsplit(path).path).view_name
        if path in answers or opened[kind] >= OF_A_KIND:
            continue
        opened[kind] += 1
        answer = client.get(path)
        answers[path] = answer.status_code
        if answer.status_code in {301, 302, 303}:
            queue.append(answer["Location"])
        elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            queue += links_of(path, answer.content.decode())
    return answers


@pytest.mark.usefixtures("demonstration", "frozen")
@pytest.mark.parametrize(
    "username", ["respons", "administrator", _later("pelapor"), _later("kepala"), _later("auditor")]
)
def test_every_link_leads_somewhere(username: str, portal: Callable[[Person], Client]) -> None:
    answers = walk(portal(Person.objects.get(username=username)))
    assert {path: status for path, status in answers.items() if status >= 400} == {}
    assert len(answers) > 10


@pytest.mark.usefixtures("demonstration", "frozen")
def test_every_requirement_opens_in_both_languages(portal: Callable[[Person], Client]) -> None:
    auditor = Person.objects.get(username="auditor")
    client = portal(auditor)
    for requirement in read_framework(ISO_27001_2022).requirements:
        assert client.get(f"/requirements/{requirement.code}/").status_code == 200, requirement.code
    Person.objects.filter(pk=auditor.pk).update(language="en")
    assert "Amendment 1:2024" in client.get("/requirements/4.1/").content.decode()
