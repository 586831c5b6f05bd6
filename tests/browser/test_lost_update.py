"""Two people change one incident at the same time: nobody's words are lost."""

from __future__ import annotations

import pytest

from incidents.models import Incident
from tests.browser.conftest import DESKTOP, PHONE, Sitting
from tests.browser.desk import Desk, View
from tests.incidents.making import opened
from tests.people import Cast

pytestmark = pytest.mark.services


@pytest.fixture
def incident(transactional_db: None, site: str, cast: Cast) -> Incident:
    """An incident that both of them work on."""
    return opened(cast)


@pytest.mark.parametrize("view", [DESKTOP, PHONE], ids=lambda view: view.name)
def test_who_saves_second_chooses_once_for_what_both_changed(
    cast: Cast, incident: Incident, sit: Sitting, view: View
) -> None:
    address = f"/incidents/{incident.public_id}/edit/"
    first, second = sit(view, cast.responder), sit(view, cast.isms_manager)
    for desk in (first, second):
        desk.open(address)
    _save(first, title_id="Judul dari petugas", rsit="intrusions")
    assert "/edit/" not in first.path
    _save(second, title_id="Judul dari manajer", summary_id="Ringkasan dari manajer")
    assert cast.responder.name in second.heading
    assert second.page.locator("fieldset.cf legend").all_inner_texts() == [
        second.words("Title in Indonesian")
    ]
    second.page.locator("label[for='mine-title_id']").click()
    second.sees_words("All chosen.")
    second.leave(second.page.locator(".savebar button[type=submit]"))
    incident.refresh_from_db()
    assert incident.title_id == "Judul dari manajer"
    assert incident.summary_id == "Ringkasan dari manajer"
    assert incident.rsit == "intrusions", "what only the other one changed stays"


def test_changes_that_fit_together_are_merged_without_asking(
    cast: Cast, incident: Incident, sit: Sitting
) -> None:
    address = f"/incidents/{incident.public_id}/edit/"
    first, second = sit(DESKTOP, cast.responder), sit(DESKTOP, cast.isms_manager)
    for desk in (first, second):
        desk.open(address)
    _save(first, rsit="intrusions")
    _save(second, summary_id="Ringkasan dari manajer")
    second.sees_words("Saved, with what others changed meanwhile.")
    incident.refresh_from_db()
    assert (incident.rsit, incident.summary_id) == ("intrusions", "Ringkasan dari manajer")


def _save(desk: Desk, rsit: str = "", **texts: str) -> None:
    """Change something of the incident's sheet, and save."""
    desk.write(texts)
    if rsit:
        desk.pick_value("rsit", rsit)
    desk.press("Save")
