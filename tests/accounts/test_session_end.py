"""A session that ended: people come back to their page, and nobody is torn from what they are typing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.incidents.making import opened

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.fixture
def incident(cast):
    """An incident whose pages stand open."""
    return opened(cast)


def asked_by_the_page(client, address, page):
    """What htmx asks for by itself, from a page that stands open."""
    return client.get(address, headers={"HX-Request": "true", "HX-Current-URL": page})


def test_a_page_left_open_goes_to_sign_in_and_comes_back_whole(client):
    answer = asked_by_the_page(client, "/home/clocks/", f"{SITE}/?kind=task#clocks")
    assert answer["HX-Redirect"] == "/sign-in/?next=/%3Fkind%3Dtask"
    assert answer.content == b""


@pytest.mark.parametrize(
    "page", ["https://jahat.example/x", "//jahat.example/", f"{SITE}//jahat.example", ""]
)
def test_a_page_that_is_not_ours_leads_to_the_start(client, page):
    assert asked_by_the_page(client, "/home/clocks/", page)["HX-Redirect"] == "/sign-in/?next=/"


def test_who_is_typing_keeps_the_page(client, incident):
    said = reverse("incidents:said", args=[incident.public_id])
    for address in (said, reverse("incidents:report_assets")):
        answer = asked_by_the_page(client, address, f"{SITE}/")
        assert (answer.status_code, answer.content) == (401, b"")
        assert "HX-Redirect" not in answer


def test_a_page_can_say_that_the_session_ended_and_whose_it_was(cast, portal):
    page = portal(cast.responder).get("/").content.decode()
    assert f'data-person="{cast.responder.public_id}"' in page
    assert 'id="ended" role="alert" hidden' in page


def test_a_form_sent_too_late_leads_back_to_its_page(client, incident):
    page = f"/incidents/{incident.public_id}/timeline/?add=fact"
    answer = client.post("/people/add/", {"name": "x"}, headers={"Referer": f"{SITE}{page}"})
    assert answer["Location"].endswith("%3Fadd%3Dfact&unsent=1")
    shown = client.get(answer["Location"])
    assert shown.context["next"] == page
    assert b"data-unsent" in shown.content
    assert b"data-unsent" not in client.get("/sign-in/?next=/").content


def test_a_form_from_nowhere_leads_to_the_start(client):
    assert client.post("/people/add/")["Location"] == "/sign-in/?next=/&unsent=1"


def test_a_form_from_before_another_sign_in_is_offered_again(cast, portal):
    browser = portal(cast.responder)
    browser.handler.enforce_csrf_checks = True
    page = browser.post("/profile/", headers={"Referer": f"{SITE}/profile/?a=b"})
    assert page.status_code == 403
    assert '<a class="btn btn-primary" href="/profile/?a=b" data-unsent>' in page.content.decode()
