"""A form of the portal that is sent twice does its work once, and never loses another wish."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import KeptAnswer
from accounts.portal import once
from accounts.services import repeats
from followups.models import FollowUp
from lib import clock
from tests.people import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(cast, portal, frozen):
    """A browser with the form of a new task, and what it would send."""
    browser = portal(cast.responder)
    page = browser.get(reverse("followups:add")).content.decode()
    key = re.search(r'name="once" value="([^"]+)"', page)
    sent = {
        "title": "Ganti kata sandi",
        "kind": "task",
        "organisation": str(cast.diskominfotik.public_id),
        "owner": str(cast.responder.public_id),
        "due_at": "2026-12-01T10:00",
        "once": key[1] if key else "",
    }
    return browser, sent


def test_a_form_sent_twice_makes_one_thing_and_leads_to_the_same_place(task):
    browser, sent = task
    first = browser.post(reverse("followups:add"), sent)
    second = browser.post(reverse("followups:add"), sent)
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert FollowUp.objects.count() == 1
    assert "tidak ada yang tersimpan dua kali" in browser.get(second["Location"]).content.decode()


def test_whoever_goes_back_and_writes_something_else_makes_a_second_thing(task):
    browser, sent = task
    browser.post(reverse("followups:add"), sent)
    browser.post(reverse("followups:add"), {**sent, "title": "Cabut akses"})
    assert sorted(FollowUp.objects.values_list("title_id", flat=True)) == ["Cabut akses", "Ganti kata sandi"]


def test_a_refused_form_is_not_taken_for_one_that_did_its_work(task):
    browser, sent = task
    assert browser.post(reverse("followups:add"), {**sent, "title": ""}).status_code == 422
    assert browser.post(reverse("followups:add"), {**sent, "title": ""}).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert browser.post(reverse("followups:add"), sent).status_code == 303


def test_each_form_that_is_shown_has_a_key_of_its_own(task):
    browser, sent = task
    assert sent["once"] and sent["once"] not in browser.get(reverse("followups:add")).content.decode()


def test_after_a_day_the_same_form_is_a_new_wish(task):
    browser, sent = task
    browser.post(reverse("followups:add"), sent)
    with clock.frozen(NOW + timedelta(hours=25)):
        browser.post(reverse("followups:add"), sent)
    assert FollowUp.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 61, "é"])
def test_without_a_usable_key_each_sending_counts(task, key):
    browser, sent = task
    for _each in range(2):
        browser.post(reverse("followups:add"), {**sent, "once": key})
    assert FollowUp.objects.count() == 2


def still_running():
    """As if the first tap were still being worked on; how it looked when it was done."""
    done = KeptAnswer.objects.get()
    KeptAnswer.objects.update(status=None, location="")
    return done


def test_a_second_tap_waits_for_the_first_one(task, monkeypatch):
    browser, sent = task
    first = browser.post(reverse("followups:add"), sent)
    done = still_running()
    monkeypatch.setattr(once.time, "sleep", lambda _seconds: done.save())
    second = browser.post(reverse("followups:add"), sent)
    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert FollowUp.objects.count() == 1


def test_a_first_tap_that_never_ends_is_said_to_be_running_and_taken_over_later(task, monkeypatch):
    browser, sent = task
    browser.post(reverse("followups:add"), sent)
    still_running()
    monkeypatch.setattr(once.time, "sleep", lambda _seconds: None)
    assert browser.post(reverse("followups:add"), sent).status_code == 409
    with clock.frozen(NOW + timedelta(minutes=6)):
        assert browser.post(reverse("followups:add"), sent).status_code == 303
    assert KeptAnswer.objects.get().status == 303


def test_a_tap_that_was_taken_over_keeps_no_answer(task, monkeypatch):
    browser, sent = task

    def overtaken(claimed, **answer):
        KeptAnswer.objects.update(created_at=NOW + timedelta(minutes=6))
        return repeats.keep(claimed, **answer)

    monkeypatch.setattr(once, "keep", overtaken)
    assert browser.post(reverse("followups:add"), sent).status_code == 409
    assert KeptAnswer.objects.get().status is None
