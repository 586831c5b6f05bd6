"""Signing in, staying signed in, and passwords: wrong attempts, planted sessions, forgotten passwords."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from accounts.actors import SYSTEM
from accounts.models import Person, TrailEntry
from accounts.services.leaving import deactivate_person, erase_person, reactivate_person
from accounts.services.passwords import give_password, sign_out_everywhere
from accounts.services.reset_mail import ask_for_reset
from lib import clock
from lib.errors import Conflict, Refused
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "lima kata yang lain sama sekali"
SAFE = "/profile/"


def enter(client, username, password=PASSWORD, **more):
    return client.post(
        "/sign-in/", {"username": username, "password": password, **more}, REMOTE_ADDR="10.0.0.9"
    )


def is_in(client) -> bool:
    return client.get(SAFE).status_code == 200


def verbs() -> list[str]:
    return list(TrailEntry.objects.filter(chain="system").order_by("sequence").values_list("verb", flat=True))


def test_with_name_and_password_one_is_in_and_the_trail_tells(cast, client):
    answer = enter(client, " Respons ")
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert is_in(client)
    entry = TrailEntry.objects.latest("sequence")
    assert (entry.verb, entry.actor_id) == ("person.signed_in", cast.responder.public_id)
    assert entry.detail.values["address"]["after"] == "10.0.0.9"


def test_who_is_not_signed_in_goes_to_sign_in_and_comes_back(cast, client):
    answer = client.get("/people/?q=a")
    assert answer["Location"] == "/sign-in/?next=/people/%3Fq%3Da"
    assert enter(client, "respons", next="/people/?q=a")["Location"] == "/people/?q=a"


@pytest.mark.parametrize(
    "elsewhere", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)", "\\\\jahat.example"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(cast, client, elsewhere):
    assert enter(client, "respons", next=elsewhere)["Location"] == "/"


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(cast, client):
    def told(username):
        page = enter(client, username, "salah-salah-salah").content.decode()
        return re.sub(r'(csrfmiddlewaretoken" value|name="username" value|data-\w+)="[^"]*"', "", page)

    Person.objects.filter(pk=cast.second_responder.pk).update(is_active=False)
    assert told("respons") == told("tidak-ada") == told("respons-kedua")


def test_five_wrong_attempts_close_the_door_for_that_name_and_address(cast, client):
    for attempt in ("respons", "RESPONS", " respons", "Respons", "respons"):
        last = enter(client, attempt, "salah-salah-salah")
    assert last.status_code == 429
    assert enter(client, "respons").status_code == 429, "even with the right password"
    assert not is_in(client)
    assert enter(Client(), "smki").status_code == 303, "others still get in"
    assert Client().post("/sign-in/", {"username": "respons", "password": PASSWORD}).status_code == 303
    assert verbs()[:5] == ["person.sign_in_failed"] * 4 + ["person.locked_out"]


def test_the_door_opens_again_after_a_while(cast, client):
    for _attempt in range(5):
        enter(client, "respons", "salah-salah-salah")
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=16))
    assert enter(client, "respons").status_code == 303


def test_a_flood_from_one_address_is_stopped_and_the_trail_does_not_grow_with_it(cast, client, frozen):
    codes = [enter(client, f"nama-{n}", "salah-salah-salah").status_code for n in range(40)]
    assert codes.count(422) == 30 and codes.count(429) == 10
    assert len(verbs()) == 30


def test_what_was_typed_is_nowhere_in_the_trail(cast, client):
    enter(client, PASSWORD, "x" * 20)
    details = str([entry.detail.__dict__ for entry in TrailEntry.objects.select_related("detail")])
    assert PASSWORD not in details


def test_a_planted_session_is_not_the_one_that_is_signed_in(cast, client):
    client.get("/sign-in/")
    client.cookies[project.SESSION_COOKIE_NAME] = "ditanam0000000000000000000000000"
    enter(client, "respons")
    assert client.cookies[project.SESSION_COOKIE_NAME].value != "ditanam0000000000000000000000000"
    before = client.session.session_key
    client.post("/sign-out/")
    assert not is_in(client)
    client.cookies[project.SESSION_COOKIE_NAME] = before
    assert not is_in(client), "a copied cookie ends with the session"


def test_signing_out_needs_a_form_of_ours(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.responder)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 403
    assert is_in(client)


def test_a_session_ends_by_itself(cast):
    client = Client()
    enter(client, "respons")
    cookie = client.cookies[project.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == project.SESSION_COOKIE_AGE == 12 * 3600
    Session.objects.update(expire_date=clock.now())
    assert not is_in(client)


def test_who_leaves_is_out_at_once(cast, portal, actor, now):
    client = portal(cast.second_responder)
    assert is_in(client)
    deactivate_person(actor=actor(cast.administrator), now=now, person=cast.second_responder, version=1)
    assert not is_in(client)
    assert enter(client, "respons-kedua").status_code == 422


def test_who_comes_back_gets_a_new_password_and_no_old_session(cast, portal, actor, now):
    client = portal(cast.second_responder)
    by = {"actor": actor(cast.administrator), "now": now}
    person = deactivate_person(**by, person=cast.second_responder, version=1)
    person, password = reactivate_person(**by, person=person, version=person.version)
    assert not is_in(client)
    assert enter(client, "respons-kedua").status_code == 422
    assert enter(client, "respons-kedua", password).status_code == 303
    assert client.get(SAFE)["Location"] == "/password/"


def test_a_given_password_is_changed_before_anything_else(cast, client, actor, now):
    password = give_password(actor=actor(cast.administrator), now=now, person=cast.responder)
    enter(client, "respons", password)
    for page in ("/profile/", "/people/", "/tokens/", "/organisations/", "/trail/", "/"):
        assert client.get(page)["Location"] == "/password/", page
    htmx = client.get("/people/", headers={"HX-Request": "true"})
    assert htmx["HX-Redirect"] == "/password/"
    change = {"old_password": password, "new_password1": NEW, "new_password2": NEW}
    assert client.post("/password/", change)["Location"] == "/password/changed/"
    assert is_in(client)


def test_changing_the_password_ends_the_other_sessions(cast, portal):
    here, elsewhere = portal(cast.responder), portal(cast.responder)
    change = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/password/", change).status_code == 303
    assert is_in(here) and not is_in(elsewhere)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"old_password": "bukan ini"}, "old_password"),
        ({"new_password2": "tidak sama dengan itu"}, "new_password2"),
        ({"new_password1": "pendek", "new_password2": "pendek"}, "new_password1"),
        ({"new_password1": "password1234", "new_password2": "password1234"}, "new_password1"),
        ({"new_password1": "petugas respons", "new_password2": "petugas respons"}, "new_password1"),
        ({"new_password1": PASSWORD, "new_password2": PASSWORD}, "new_password1"),
    ],
)
def test_a_password_that_will_not_do_is_refused_at_its_field(cast, portal, change, words):
    client = portal(cast.responder)
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW} | change
    answer = client.post("/password/", form)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors
    assert Person.objects.get(pk=cast.responder.pk).check_password(PASSWORD)


def test_signing_out_everywhere_leaves_only_this_session(cast, portal):
    here, elsewhere = portal(cast.responder), portal(cast.responder)
    assert here.post("/profile/sign-out-elsewhere/").status_code == 303
    assert is_in(here) and not is_in(elsewhere)


def test_an_administrator_does_not_decide_over_who_is_above(cast, actor, now):
    cast.province_head.home = cast.diskominfotik
    cast.province_head.save()
    for verb in (give_password, sign_out_everywhere):
        with pytest.raises(Refused):
            verb(actor=actor(cast.administrator), now=now, person=cast.province_head)
    with pytest.raises(Conflict):
        give_password(actor=actor(cast.administrator), now=now, person=cast.administrator)


def reset_link(client, email) -> str:
    """Ask for a link, wait for the mail, and take the link out of it."""
    for thread in ask_for_reset(now=clock.now(), email=email, route="accounts:password_reset_confirm"):
        thread.join()
    found = re.search(r"https?://[^/]+(/new-password/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def test_a_forgotten_password_is_set_again_by_a_link_that_works_once(cast, client):
    link = reset_link(client, "Respons@contoh.example")
    page = client.get(link)
    assert page.status_code == 303 and "/set/" in page["Location"], "the token leaves the address"
    weak = client.post(page["Location"], {"new_password1": "pendek", "new_password2": "pendek"})
    assert weak.status_code == 422
    done = client.post(page["Location"], {"new_password1": NEW, "new_password2": NEW})
    assert done["Location"] == "/new-password/saved/"
    assert enter(client, "respons", NEW).status_code == 303
    again = Client().get(link)
    assert again.status_code == 200 and not again.context["validlink"]


def test_the_link_opens_the_door_that_wrong_attempts_closed(cast, client):
    for _attempt in range(5):
        enter(client, "respons", "salah-salah-salah")
    page = client.get(reset_link(client, "respons@contoh.example"))
    client.post(page["Location"], {"new_password1": NEW, "new_password2": NEW})
    assert enter(client, "respons", NEW).status_code == 303


def test_the_mail_speaks_the_language_of_its_reader(cast, client):
    reset_link(client, "respons@contoh.example")
    Person.objects.filter(pk=cast.responder.pk).update(language="en")
    reset_link(client, "respons@contoh.example")
    assert mail.outbox[0].subject != mail.outbox[1].subject
    assert mail.outbox[1].subject == "Tanggap: choose a new password"
    assert mail.outbox[0].to == ["respons@contoh.example"]


def test_the_link_leads_to_the_configured_address_whatever_the_request_says(cast, client, settings):
    settings.PUBLIC_URL = "https://tanggap.example.go.id"
    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        "/forgotten-password/", {"email": "respons@contoh.example"}, headers={"Host": "jahat.example"}
    )
    reset_link(client, "respons@contoh.example")
    assert "jahat" not in mail.outbox[-1].body
    assert "https://tanggap.example.go.id/new-password/" in mail.outbox[-1].body


def test_a_known_and_an_unknown_address_get_the_same_answer(cast, client, django_assert_num_queries):
    answers = [
        client.post("/forgotten-password/", {"email": email})
        for email in ("respons@contoh.example", "siapa@contoh.example")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (303, "/forgotten-password/sent/")
    }
    assert verbs() == ["person.reset_asked"] * 2, "and cost the same"


def test_nobody_s_mailbox_is_flooded(cast, client, frozen):
    sent = [
        ask_for_reset(
            now=clock.now(), email="respons@contoh.example", route="accounts:password_reset_confirm"
        )
        for _ in range(5)
    ]
    for thread in [thread for threads in sent for thread in threads]:
        thread.join()
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "link",
    [
        "/new-password/abc/def/",
        "/new-password/MQ/set/",
        "/new-password/!!/x-y/",
        "/new-password/OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/cabc12-00/",
        "/new-password/4oKs/cabc12-00/",
    ],
)
def test_a_link_that_nobody_was_sent_does_not_work(cast, client, link):
    answer = client.get(link)
    assert answer.status_code == 200 and not answer.context["validlink"]


def test_a_link_is_worth_an_hour(cast, client, settings):
    link = reset_link(client, "respons@contoh.example")
    assert project.PASSWORD_RESET_TIMEOUT == 3600
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert not client.get(link).context["validlink"]


def test_who_has_left_gets_no_link(cast, client, actor, now):
    by = {"actor": actor(cast.administrator), "now": now}
    person = deactivate_person(**by, person=cast.second_responder, version=1)
    erase_person(**by, person=person, version=person.version)
    sent = ask_for_reset(
        now=now, email="respons-kedua@contoh.example", route="accounts:password_reset_confirm"
    )
    assert sent == [] and mail.outbox == []


def test_the_language_is_kept_with_the_person_and_in_a_cookie_before(cast, client, portal):
    client.post("/language/", {"language": "en", "next": "/sign-in/"})
    assert 'lang="en"' in client.get("/sign-in/").content.decode()
    inside = portal(cast.responder)
    assert inside.post("/language/", {"language": "en", "next": SAFE})["Location"] == SAFE
    assert Person.objects.get(pk=cast.responder.pk).language == "en"
    assert 'lang="en"' in inside.get(SAFE).content.decode()
    assert inside.post("/language/", {"language": "xx", "next": "//jahat.example"})["Location"] == "/"
    assert Person.objects.get(pk=cast.responder.pk).language == "en"


def test_choosing_the_language_never_leads_to_an_address_that_only_takes_a_form(cast, portal):
    inside = portal(cast.administrator)
    person = f"/people/{cast.responder.public_id}/"
    for wanted, shown in ((f"{person}roles/end/", person), ("/sign-out/", "/"), ("/nowhere/", "/nowhere/")):
        assert inside.post("/language/", {"language": "en", "next": wanted})["Location"] == shown


def test_an_address_that_only_takes_a_form_says_so_and_leads_to_its_page(cast, portal):
    inside = portal(cast.administrator)
    person = f"/people/{cast.responder.public_id}/"
    answer = inside.get(f"{person}roles/end/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Alamat ini menerima formulir" in page and f'href="{person}"' in page
    refused = inside.post("/trail/")
    assert refused.status_code == 405 and "Tidak ada yang diubah." in refused.content.decode()


def test_no_log_line_holds_a_password_a_link_or_a_name(cast, client, caplog):
    with caplog.at_level(logging.DEBUG):
        enter(client, "respons", "salah-salah-salah")
        enter(client, "respons")
        link = reset_link(client, "respons@contoh.example")
        page = client.get(link)
        client.post(page["Location"], {"new_password1": NEW, "new_password2": "lain sekali ya"})
        give_password(actor=SYSTEM, now=clock.now(), person=cast.responder)
    told = "\n".join(
        logging.Formatter("%(name)s %(message)s").format(record)
        for record in caplog.records
        if not record.name.startswith("django.db")
    )
    for secret in (PASSWORD, NEW, "salah-salah-salah", "Petugas Respons", "respons@contoh.example"):
        assert secret not in told
