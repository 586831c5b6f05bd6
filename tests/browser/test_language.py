"""Choosing the other language while writing: the page of the form is shown, with what was written."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from incidents.models import Incident
from tests.browser.conftest import DESKTOP, Sitting
from tests.browser.desk import Desk
from tests.incidents.making import opened
from tests.people import Cast

pytestmark = pytest.mark.services


@pytest.fixture
def incident(transactional_db: None, site: str, cast: Cast) -> Incident:
    """An incident that somebody works on."""
    return opened(cast)


def test_what_is_being_written_stands_in_the_form_in_the_other_language(
    cast: Cast, incident: Incident, sit: Sitting
) -> None:
    desk = sit(DESKTOP, cast.responder)
    here = f"/incidents/{incident.public_id}/edit/"
    desk.open(here)
    desk.write({"title_id": "Judul yang baru"})
    _switch(desk)
    assert desk.path == here
    expect(desk.page.locator("[name=title_id]")).to_have_value("Judul yang baru")
    expect(desk.page.locator("#kept")).to_be_hidden()


def test_a_form_refused_at_an_address_without_a_page_is_there_again_as_it_was_written(
    cast: Cast, incident: Incident, sit: Sitting
) -> None:
    desk = sit(DESKTOP, cast.isms_manager)
    team = f"/incidents/{incident.public_id}/team/"
    desk.open(team)
    form = desk.page.locator(f'form[action="{team}share/"]')
    form.locator("[name=reason]").fill("Sistem milik mereka")
    form.evaluate("form => { form.noValidate = true; }")
    form.locator("button[type=submit]").click()
    desk.page.wait_for_url(f"**{team}share/")
    _switch(desk)
    assert desk.path == team
    expect(form.locator("[name=reason]")).to_have_value("Sistem milik mereka")


def _switch(desk: Desk) -> None:
    with desk.page.expect_navigation():
        desk.page.locator("form[data-switch] button").first.click()
    desk.page.wait_for_load_state()
    desk.language = {"id": "en", "en": "id"}[desk.language]
    assert desk.page.locator("html").get_attribute("lang") == desk.language
