"""Stopping the clock of a duty by law that was started wrongly, where somebody would look for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from followups.models import FollowUp
from followups.services.followups import create_follow_up
from incidents.services.aggregate import subject_of
from incidents.services.clocks import start_legal_clock
from incidents.services.follow_ups import finish_duty
from lib.texts import Text
from tests.incidents.making import fresh, minute, opened, recorded
from tests.incidents.portal.conftest import as_sent, at, form_of, words
from tests.people import NOW, add_person, as_actor

pytestmark = pytest.mark.django_db
REASON = "Bukan data pribadi, kata pejabat pelindungan data"


@pytest.fixture
def duty(cast, live) -> FollowUp:
    """3×24 hours run from the moment of awareness."""
    fact = fresh(recorded(cast, live, kind="awareness", moment=minute(0)))
    return start_legal_clock(
        actor=as_actor(cast.responder),
        now=NOW,
        incident=live,
        fact=fact,
        owner=cast.dpo,
        title=Text(id="Beri tahu lembaga PDP", en="Notify the PDP agency"),
    )


@pytest.fixture
def stop(live, duty) -> str:
    """Where its clock is stopped."""
    return at("clock_stop", live, duty.public_id)


def task_page(duty: FollowUp) -> str:
    return reverse("followups:follow_up", args=[duty.public_id])


def acts(browser, duty: FollowUp) -> list[str]:
    return [each["url"] for each in browser.get(task_page(duty)).context["acts"]]


def test_a_clock_that_was_started_wrongly_is_stopped_with_a_reason(responder, live, duty, stop, fill):
    assert acts(responder, duty)[-1] == stop
    shown = words(responder.get(stop))
    assert "Beri tahu lembaga PDP" in shown and "UU 27/2022 Pasal 46" in shown
    answer = fill(responder, stop, reason=REASON)
    assert answer.status_code == 303 and answer["Location"] == at("follow_ups", live)
    stopped = fresh(duty)
    assert (stopped.state, stopped.cancel_reason, stopped.next_reminder_at) == ("cancelled", REASON, None)
    assert "Hitungan dihentikan" in words(responder.get(answer["Location"]))
    assert REASON in words(responder.get(task_page(duty)))
    assert stop not in acts(responder, duty)
    assert responder.get(at("incident", live)).context["clocks"] == []


def test_whoever_asks_why_the_date_is_locked_finds_the_way_to_stop_it(
    responder, portal, cast, live, duty, stop
):
    locked = responder.get(reverse("followups:step", args=[duty.public_id, "locked"]))
    in_list = responder.get(at("follow_ups", live, do="locked", task=duty.public_id))
    own = portal(cast.dpo).get(f"{reverse('followups:work')}?do=locked&task={duty.public_id}")
    assert all(f'href="{stop}"' in words(page) for page in (locked, in_list, own))
    auditor = portal(cast.auditor).get(at("follow_ups", live, do="locked", task=duty.public_id))
    assert auditor.status_code == 200 and stop not in words(auditor)


def test_stopping_wants_a_reason(responder, duty, stop, fill):
    answer = fill(responder, stop, reason="  ")
    assert answer.status_code == 422
    assert "Tulis mengapa kewajiban ini tidak berlaku." in words(answer)
    assert fresh(duty).state == "open"


@pytest.mark.parametrize(
    ("language", "told"),
    [("id", "Hanya tindak lanjut yang terbuka"), ("en", "Only an open follow-up can be cancelled")],
)
def test_a_duty_that_was_fulfilled_is_not_stopped(responder, cast, live, duty, stop, language, told):
    form = form_of(responder.get(stop))
    finish_duty(
        actor=as_actor(cast.dpo), now=NOW, follow_up=duty, note="Surat 12", evidence=[], version=duty.version
    )
    responder.post("/language/", {"language": language})
    version = fresh(duty).version
    answer = responder.post(stop, as_sent(form, reason=REASON, version=version))
    assert answer.status_code == 422 and told in words(answer) and REASON in words(answer)
    assert fresh(duty).state == "done"


def test_whoever_saw_less_than_stands_now_is_told(responder, cast, duty, stop):
    sent = as_sent(form_of(responder.get(stop)), reason=REASON)
    FollowUp.objects.filter(pk=duty.pk).update(version=duty.version + 1)
    answer = responder.post(stop, sent)
    assert answer.status_code == 422 and REASON in words(answer)
    assert fresh(duty).state == "open"
    assert responder.post(stop, as_sent(form_of(answer))).status_code == 303


@pytest.mark.parametrize("role", ["auditor", "head"])
def test_it_is_hidden_from_those_who_may_not_change_the_incident(role, portal, cast, duty, stop):
    browser = portal(
        cast.auditor if role == "auditor" else add_person("kepala2", "Kepala", duty.organisation, Role.HEAD)
    )
    assert stop not in acts(browser, duty)
    assert browser.get(stop).status_code == 403
    assert browser.post(stop, {"version": duty.version, "reason": REASON}).status_code == 403
    assert fresh(duty).state == "open"


def test_only_a_duty_of_that_incident_is_stopped_there(responder, cast, live, duty):
    other = opened(cast)
    task = create_follow_up(
        actor=as_actor(cast.responder),
        now=NOW,
        organisation=live.organisation,
        access=live.access,
        owner=cast.responder,
        due_at=NOW + timedelta(days=3),
        subjects=[subject_of(live)],
        title_id="Ganti kabel",
    )
    sent = {"version": 1, "reason": REASON}
    for address in (at("clock_stop", other, duty.public_id), at("clock_stop", live, task.public_id)):
        assert responder.get(address).status_code == 404
        assert responder.post(address, sent).status_code == 404
    assert (fresh(duty).state, fresh(task).state) == ("open", "open")


def test_task_and_trail_tell_the_fact_from_the_incident_it_is_called_by(portal, cast, live, duty):
    task = words(portal(cast.dpo).get(task_page(duty)))
    assert f">{live.number}</a>" in task and f">Fakta pada {live.number}</a>" in task
    days = portal(cast.dpo).get("/trail/").context["days"]
    named = [[subject.label for subject in entry.subjects] for day in days for entry in day.entries]
    assert [live.number, f"Fakta pada {live.number}"] in named
    assert all(len(set(labels)) == len(labels) for labels in named)
