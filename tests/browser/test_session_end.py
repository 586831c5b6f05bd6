"""The session ends under somebody who writes: the words are there again after signing in, for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.actors import SYSTEM
from accounts.models import Person
from followups.services.followups import create_follow_up
from incidents.models import Incident
from tests.browser.conftest import DESKTOP, Sitting
from tests.browser.desk import Desk
from tests.incidents.making import opened
from tests.people import NOW, PASSWORD, Cast

pytestmark = pytest.mark.services
KEPT = "() => sessionStorage.getItem('kept')"


@pytest.fixture
def incident(transactional_db: None, site: str, cast: Cast) -> Incident:
    """An incident that somebody works on."""
    return opened(cast)


def test_what_was_typed_is_put_back_after_signing_in(cast: Cast, incident: Incident, sit: Sitting) -> None:
    desk = _written_too_late(sit(DESKTOP, cast.responder), incident)
    _sign_in(desk, cast.responder)
    assert desk.path == _edit(incident)
    expect(desk.page.locator("[name=title_id]")).to_have_value("Judul yang baru")
    expect(desk.page.locator("[name=rsit]")).to_have_value("intrusions")
    expect(desk.page.locator("#kept")).to_be_visible()
    assert desk.page.evaluate(KEPT) is None, "it is put back once"
    desk.press("Save")
    incident.refresh_from_db()
    assert (incident.title_id, incident.rsit) == ("Judul yang baru", "intrusions")
    assert desk.page.evaluate(KEPT) is None, "what went through is forgotten"


def test_what_was_typed_is_put_back_after_signing_in_in_another_tab(
    cast: Cast, incident: Incident, sit: Sitting
) -> None:
    desk = sit(DESKTOP, cast.responder)
    desk.open(_edit(incident))
    desk.write({"title_id": "Judul yang baru"})
    desk.page.context.clear_cookies(name="sessionid")
    other = Desk(desk.page.context.new_page(), desk.site, desk.view)
    other.open("/sign-in/")
    _sign_in(other, cast.responder)
    with desk.page.expect_navigation():
        desk.page.get_by_role("button", name=desk.words("Save"), exact=True).click()
    desk.watch.complaints.clear()  # of the refusal, which is wanted here
    desk.follow("Load the form again")
    assert desk.path == _edit(incident)
    expect(desk.page.locator("[name=title_id]")).to_have_value("Judul yang baru")


def test_another_person_at_the_same_desk_finds_nothing(cast: Cast, incident: Incident, sit: Sitting) -> None:
    desk = _written_too_late(sit(DESKTOP, cast.responder), incident)
    assert "Judul yang baru" in desk.page.evaluate(KEPT)
    _sign_in(desk, cast.isms_manager)
    expect(desk.page.locator("[name=title_id]")).to_have_value(incident.title_id)
    expect(desk.page.locator("#kept")).to_be_hidden()
    assert desk.page.evaluate(KEPT) is None


def test_passwords_files_and_hidden_fields_are_never_kept(
    transactional_db: None, cast: Cast, sit: Sitting
) -> None:
    desk = sit(DESKTOP, cast.responder)
    desk.open("/password/")
    for field in desk.page.locator("main input[type=password]").all():
        field.fill("rahasia-sekali-1")
    desk.page.locator("[data-reveal]").first.click()
    desk.page.context.clear_cookies(name="sessionid")
    desk.leave(desk.page.locator("main button[type=submit]").first)
    kept = desk.page.evaluate(KEPT) or ""
    assert "rahasia" not in kept
    assert "csrf" not in kept


def test_the_page_stays_while_somebody_types(cast: Cast, incident: Incident, sit: Sitting) -> None:
    desk = sit(DESKTOP, cast.responder)
    desk.open(f"/incidents/{incident.public_id}/timeline/add/")
    before = desk.page.url
    desk.page.context.clear_cookies(name="sessionid")
    desk.page.locator("[name=when]").fill("kemarin pukul 10")
    desk.page.locator("[name=when]").blur()
    expect(desk.page.locator("#ended")).to_be_visible()
    assert desk.page.url == before
    expect(desk.page.locator("[name=when]")).to_have_value("kemarin pukul 10")


def test_a_page_left_open_leads_to_sign_in_and_back_to_itself(
    cast: Cast, incident: Incident, sit: Sitting
) -> None:
    create_follow_up(
        actor=SYSTEM,
        now=NOW,
        organisation=cast.diskominfotik,
        access=incident.access,
        title_id="Cabut kunci lama",
        owner=cast.responder,
        due_at=NOW + timedelta(hours=20),
    )
    desk = sit(DESKTOP, cast.responder)
    desk.page.clock.install()
    desk.open("/")
    expect(desk.page.locator("#clocks")).to_be_visible()
    desk.page.context.clear_cookies(name="sessionid")
    with desk.page.expect_navigation(url="**/sign-in/**"):
        desk.page.clock.fast_forward(61_000)
    _sign_in(desk, cast.responder)
    assert desk.path == "/"
    expect(desk.page.locator("nav").first).to_be_attached()
    expect(desk.page.locator("#kept")).to_be_hidden()


def _edit(incident: Incident) -> str:
    return f"/incidents/{incident.public_id}/edit/"


def _written_too_late(desk: Desk, incident: Incident) -> Desk:
    desk.open(_edit(incident))
    desk.write({"title_id": "Judul yang baru"})
    desk.pick_value("rsit", "intrusions")
    desk.page.context.clear_cookies(name="sessionid")
    desk.press("Save")
    assert desk.path.startswith("/sign-in/")
    return desk


def _sign_in(desk: Desk, person: Person) -> None:
    desk.page.locator("[name=username]").fill(person.username)
    desk.page.locator("[name=password]").fill(PASSWORD)
    desk.leave(desk.page.locator("main button[type=submit]"))
