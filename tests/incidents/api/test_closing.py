"""Closing over REST: what is unfinished is named in the caller's language, from whatever phase."""

from __future__ import annotations

import pytest

from followups.models import FollowUp
from incidents.models import Incident
from incidents.services.review import add_lesson
from lib.texts import Text
from tests.api_client import Api, problem_of
from tests.incidents.making import minute, opened, read, recorded
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db
UNFINISHED = {
    "id": [
        "1 tindak lanjut belum selesai. Uji sebelum rilis.",
        "Insiden belum memiliki kelas.",
        "1 sengketa belum diputuskan. F1 Data terlihat.",
        "Tulis alasan ada tahap yang dilewati.",
    ],
    "en": [
        "1 follow-up is not finished. Uji sebelum rilis.",
        "The incident has no class yet.",
        "1 dispute is not settled. F1 Data terlihat.",
        "Say why phases are left out.",
    ],
}


@pytest.fixture
def unfinished(cast) -> Incident:
    """At triage, without a class, with a proposed lesson and two readings of one moment."""
    incident = opened(cast)
    read(cast, recorded(cast, incident, moment=minute(0)), minute(600))
    add_lesson(actor=as_actor(cast.responder), now=NOW, incident=incident, text=Text(id="Uji sebelum rilis"))
    return incident


@pytest.mark.parametrize("language", UNFINISHED)
def test_closing_without_a_class_names_it_and_all_else_and_asks_for_a_reason(api: Api, unfinished, language):
    at = f"/api/v1/incidents/{unfinished.public_id}"
    version = api.get(at).json()["version"]
    wordless = api.send("post", f"{at}/close", {}, version=version, **{"Accept-Language": language})
    told = problem_of(wordless, 400)
    assert told["code"] == "closing_reason_missing"
    assert {each["pointer"] for each in told["errors"]} == {"/reason"}
    assert [each["detail"] for each in told["errors"]] == UNFINISHED[language]
    assert api.get(at).json()["phase"] == "triage"
    closed = api.send("post", f"{at}/close", {"reason": "Dilanjutkan sebagai tugas"}, version=version).json()
    assert (closed["phase"], closed["rsit"]) == ("closed", "")
    assert FollowUp.objects.proposed().count() == 1
