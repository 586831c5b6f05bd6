"""Both cases on screen and over REST: what the files say stands on the incident's pages and in its JSON."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Organisation, Person
from accounts.roles import Role
from incidents.models import Incident
from incidents.reports.words import words_of
from incidents.vocabulary import BssnType, Claim, Discovery, FactKind, LossKind, RsitClass, UnknownKind
from lib.personal_data import PersonalData
from lib.tlp import Tlp
from tests.api_client import Api
from tests.incidents.pdf_reading import squeezed
from tests.incidents.report_from_case import case_values
from tests.incidents.test_report_pdf import texts_in
from tests.people import add_person

pytestmark = pytest.mark.django_db

CASES = {"sikm": "sikm-2020", "jaki": "jaki-2023"}
TABS = ("", "timeline/", "follow-ups/", "evidence/", "reports/")
DATES = {
    ("sikm", "id"): ("22 Mei 2020", "18 Mei 2020", "19 Mei 2020", "23.30", "pers"),
    ("sikm", "en"): ("22 May 2020", "18 May 2020", "19 May 2020", "23:30", "press"),
    ("jaki", "id"): ("27 September 2019", "12 Desember 2023", "21.00", "22.03", "22.20", "sekitar 80 menit"),
    ("jaki", "en"): ("27 September 2019", "12 December 2023", "21:00", "22:03", "22:20", "about 80 minutes"),
}


def _read(page: str) -> str:
    """The letters that somebody reads on a page: markup and what it hides in attributes left out."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", "", page, flags=re.S)
    return squeezed(html.unescape(re.sub(r"<[^>]+>", "", body))).casefold()


def _responder() -> Person:
    """Somebody at Diskominfotik, whom both cases reach: as a guest, and as the body above."""
    body = Organisation.objects.get(short="Diskominfotik")
    return add_person("petugas", "Petugas Respons", body, Role.RESPONDER)


def _shown(client: Client, incident: Incident, language: str) -> str:
    client.post("/language/", {"language": language})
    pages = [client.get(f"/incidents/{incident.public_id}/{tab}") for tab in TABS]
    assert [page.status_code for page in pages] == [200] * len(TABS)
    return "".join(_read(page.content.decode()) for page in pages)


def _codes(case: dict[str, Any], language: str) -> Iterator[str]:
    """The words of every code of a case file."""
    with translation.override(language):
        for fact in case["timeline"]:
            yield str(FactKind(fact["kind"]).label)
            yield str(Claim(fact["claim"]).label)
        for asset in case["assets"]:
            yield from (str(LossKind(each).label) for each in asset.get("affected", ()))
            yield from (str(PersonalData(each).short) for each in asset.get("personal_data", ()))
        for each in case["personal_data"]["categories"]:
            yield str(PersonalData(each).short)
        for unknown in case["unknowns"]:
            yield str(UnknownKind(unknown["kind"]).label)
        classes = case["classification"]
        yield from (str(LossKind(each).label) for each in classes["cia"])
        yield str(Discovery(classes["discovery"]).label)
        yield str(next(each.label for each in RsitClass if each.official_title == classes["rsit"]))
        yield str(BssnType(classes["bssn"]).label)
        yield str(Tlp(case["tlp"]).value)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", CASES)
def test_everything_of_a_case_stands_on_its_pages(name, language, request, portal):
    case, incident = case_values(CASES[name]), request.getfixturevalue(name)
    shown = _shown(portal(_responder()), incident, language)
    wanted = [text for text in texts_in(case, language) if text != case["classification"]["rsit"]]
    wanted += [
        *_codes(case, language),
        *DATES[name, language],
        words_of(language).of("stamps", case["origin"]),
    ]
    assert len(wanted) > 60
    assert [text for text in wanted if squeezed(text).casefold() not in shown] == []


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif value is not None:
        yield str(value)


@pytest.mark.parametrize("name", CASES)
def test_everything_of_a_case_comes_over_rest(name, request):
    case, incident = case_values(CASES[name]), request.getfixturevalue(name)
    api, path = Api(_responder()), f"/api/v1/incidents/{incident.public_id}"
    answers = [api.get(path), api.get(f"{path}/facts?limit=100"), api.get(f"{path}/follow-ups")]
    assert [each.status_code for each in answers] == [200, 200, 200], answers
    told = "\n".join(text for each in answers for text in _strings(json.loads(each.content)))
    in_words = {case["classification"]["rsit"]}
    wanted = {text for language in ("id", "en") for text in texts_in(case, language)} - in_words
    wanted |= {fact["kind"] for fact in case["timeline"]} | {fact["claim"] for fact in case["timeline"]}
    wanted |= {each for asset in case["assets"] for each in asset.get("personal_data", ())}
    wanted |= {each for lesson in case["lessons"] for each in lesson["requirements"]}
    wanted |= {each["key"] for part in ("timeline", "sources", "organisations") for each in case[part]}
    wanted |= {each["kind"] for each in case["unknowns"]} | set(case["classification"]["cia"])
    wanted |= {case["origin"], case["tlp"], case["classification"]["discovery"]}
    wanted.add(case["classification"]["bssn"])
    assert len(wanted) > 80
    assert sorted(text for text in wanted if text not in told) == []
