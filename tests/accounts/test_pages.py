"""The pages of people, service accounts, organisations and the trail: who sees what, and what they cost."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.actors import SYSTEM
from accounts.models import ApiToken, Organisation, Person, ServiceAccount, TrailEntry
from accounts.portal.urls import urlpatterns
from accounts.roles import Role
from accounts.services.people import assign_role
from accounts.services.trail import SYSTEM_CHAIN, writing
from lib.ids import new_public_id
from tests.people import NOW, add_person

pytestmark = pytest.mark.django_db
BUDGET = 12


def text(answer) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def body(answer) -> bytes:
    """The bytes of a page without its form token and its own address."""
    return re.sub(rb'name="(csrfmiddlewaretoken|next)" value="[^"]+"', b"", answer.content)


def test_people_shows_colleagues_and_no_one_of_the_sibling(cast, inside):
    shown = text(inside("responder").get("/people/"))
    assert "Kepala Dinas" in shown and "Manajer SMKI" in shown
    assert "DPMPTSP" not in shown and "Kepala Daerah" not in shown


def test_people_are_found_by_words_organisation_and_state(cast, inside):
    client = inside("province_administrator")
    assert [each.username for each in client.get("/people/?q=dpmptsp").context["people"]] == [
        "smki-dpmptsp",
        "respons-dpmptsp",
    ]
    at = {"at": str(cast.dpmptsp.public_id)}
    assert len(client.get("/people/", at).context["people"]) == 2
    Person.objects.filter(pk=cast.stranger.pk).update(is_active=False)
    assert [each.pk for each in client.get("/people/?state=inactive").context["people"]] == [cast.stranger.pk]
    for nonsense in ("?at=x", "?state=x", "?after=x", "?q=%00", "?after=" + str(new_public_id())):
        assert client.get("/people/" + nonsense).status_code == 200


def test_many_people_come_in_pages_and_each_once(cast, inside):
    with writing():
        for n in range(60):
            add_person(f"analis-{n:02}", f"Analis {n % 7}", cast.diskominfotik)
    client, seen, url = inside("responder"), [], "/people/"
    while url:
        page = client.get(url).context
        seen += [each.pk for each in page["people"]]
        url = page["more_url"] and "/people/" + page["more_url"]
    assert len(seen) == len(set(seen)) == 69


def test_a_hidden_person_and_one_that_never_was_get_the_same_bytes(cast, inside):
    client = inside("responder")
    for tail in ("", "edit/", "deactivate/", "erase/"):
        hidden = client.get(f"/people/{cast.stranger.public_id}/{tail}")
        missing = client.get(f"/people/{new_public_id()}/{tail}")
        assert hidden.status_code == missing.status_code == 404
        assert body(hidden) == body(missing)
    for path in ("organisations", "service-accounts"):
        thing = cast.dpmptsp if path == "organisations" else cast.service
        assert body(client.get(f"/{path}/{thing.public_id}/")) == body(
            client.get(f"/{path}/{new_public_id()}/")
        )


CHANGES = ["edit/", "roles/", "roles/end/", "deactivate/", "reactivate/", "password/", "sign-out/", "erase/"]


@pytest.mark.parametrize("tail", CHANGES)
def test_who_is_no_administrator_changes_nobody(cast, inside, tail):
    before = TrailEntry.objects.exclude(chain=SYSTEM_CHAIN).count()
    url = f"/people/{cast.second_responder.public_id}/{tail}"
    form = {"role": "head", "organisation": str(cast.diskominfotik.public_id), "sure": "on", "version": 1}
    form["membership"] = str(cast.second_responder.memberships.get().pk)
    answer = inside("head").post(url, form)
    assert answer.status_code in {403, 422, 303}
    assert TrailEntry.objects.exclude(chain=SYSTEM_CHAIN).count() == before
    assert inside("sibling_manager").post(url, form).status_code == 404


def test_somebody_is_added_with_a_password_that_is_shown_once(cast, inside, client):
    admin = inside("administrator")
    form = {
        "name": "Analis",
        "username": "Analis",
        "email": "analis@contoh.example",
        "home": str(cast.diskominfotik.public_id),
        "role": "responder",
        "language": "id",
    }
    answer = admin.post("/people/add/", form)
    password = answer.context["password"]
    assert password in answer.content.decode() and answer["Cache-Control"] == "no-store"
    assert admin.post("/people/add/", form).status_code == 422, "the name is taken now"
    person = Person.objects.get(username="analis")
    assert person.must_change_password and person.check_password(password)
    assert person.memberships.get().role == Role.RESPONDER
    again = admin.get(f"/people/{person.public_id}/")
    assert password not in again.content.decode()


def test_what_was_typed_stays_in_a_refused_form(cast, inside):
    form = {"name": "Nama yang tetap", "username": "dua kata", "home": "x", "role": "raja", "language": "id"}
    answer = inside("administrator").post("/people/add/", form)
    assert answer.status_code == 422
    assert "Nama yang tetap" in answer.content.decode()
    assert {"home", "role"} <= set(answer.context["form"].errors)


def test_nobody_is_added_where_one_does_not_administer(cast, inside):
    form = {
        "name": "A",
        "username": "a",
        "home": str(cast.dpmptsp.public_id),
        "role": "head",
        "language": "id",
    }
    answer = inside("administrator").post("/people/add/", form)
    assert "home" in answer.context["form"].errors
    assert inside("responder").get("/people/add/").status_code == 404


def edit_form(client, url) -> dict[str, str]:
    """The fields of a form as a browser would send them back."""
    form = client.get(url).context["form"]
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}


def test_two_administrators_change_one_person_and_neither_loses_a_word(cast, inside):
    one, two = inside("administrator"), inside("province_administrator")
    url = f"/people/{cast.responder.public_id}/edit/"
    first, second = edit_form(one, url), edit_form(two, url)
    assert one.post(url, first | {"position": "Analis"}).status_code == 303
    assert two.post(url, second | {"email": "baru@contoh.example"}).status_code == 303
    person = Person.objects.get(pk=cast.responder.pk)
    assert (person.position, person.email) == ("Analis", "baru@contoh.example")
    clash = two.post(url, second | {"position": "Penyelia"})
    assert clash.status_code == 409
    [asked] = clash.context["conflicts"]
    assert (asked["name"], asked["theirs"], asked["mine"]) == ("position", "Analis", "Penyelia")
    again = {**dict(clash.context["hidden"]), "choice-position": "mine"}
    assert two.post(url, again).status_code == 303
    assert Person.objects.get(pk=cast.responder.pk).position == "Penyelia"


def test_a_role_is_given_and_ended_on_the_page(cast, inside):
    admin, url = inside("administrator"), f"/people/{cast.nobody.public_id}/"
    form = {"role": "auditor", "organisation": str(cast.smart_city.public_id), "until": "2099-01-31"}
    assert admin.post(f"{url}roles/", form)["Location"] == url
    role = cast.nobody.memberships.get()
    assert role.until.isoformat() == "2099-01-31T17:00:00+00:00", "the end of that day in Jakarta"
    assert admin.post(f"{url}roles/", form | {"until": "2000-01-01"}).status_code == 422
    for year in ("9999", "0001"):
        assert admin.post(f"{url}roles/", form | {"until": f"{year}-12-31"}).status_code == 422
    assert admin.post(f"{url}roles/end/", {"membership": str(role.pk)}).status_code == 303
    assert not cast.nobody.memberships.current(role.until.replace(year=2098)).exists()
    for nonsense in ("", "x", "9" * 40, "²"):
        assert admin.post(f"{url}roles/end/", {"membership": nonsense}).status_code == 404


def test_a_service_account_gets_a_role_and_a_token_on_its_page(cast, inside):
    admin = inside("administrator")
    form = {"name": "Skrip", "organisation": str(cast.diskominfotik.public_id), "role": "responder"}
    url = admin.post("/service-accounts/add/", form)["Location"]
    service = ServiceAccount.objects.get(name="Skrip")
    assert url == f"/service-accounts/{service.public_id}/"
    assert "peran akun ini" in admin.get(url).content.decode()
    made = admin.post(f"{url}tokens/", {"label": "uji", "scopes": ["incidents:read"], "days": "30"})
    assert made.context["secret"] in made.content.decode()
    assert made.context["secret"] not in admin.get(url).content.decode()
    token = ApiToken.objects.get(service=service)
    assert admin.post(f"/tokens/{token.public_id}/revoke/")["Location"] == url
    assert admin.post(f"{url}switch/", {"active": "no"}).status_code == 303
    assert not ServiceAccount.objects.get(pk=service.pk).is_active
    assert inside("isms_manager").get("/service-accounts/").status_code == 404


def test_nobody_sees_or_ends_the_tokens_of_another(cast, inside):
    mine = inside("responder")
    mine.post("/tokens/", {"label": "milik saya", "scopes": ["incidents:read"], "days": "30"})
    token = ApiToken.objects.get()
    assert "milik saya" in text(mine.get("/tokens/"))
    assert "milik saya" not in text(inside("second_responder").get("/tokens/"))
    assert inside("second_responder").post(f"/tokens/{token.public_id}/revoke/").status_code == 404
    assert mine.post(f"/tokens/{token.public_id}/revoke/").status_code == 303
    assert mine.post("/tokens/", {"label": "", "scopes": ["x"], "days": "9999"}).status_code == 422


def test_organisations_are_added_changed_and_moved_by_who_administers(cast, inside):
    admin, url = inside("province_administrator"), f"/organisations/{cast.smart_city.public_id}/"
    form = {
        "name": "Unit Baru",
        "short": "Unit",
        "key": "unit-baru",
        "parent": str(cast.diskominfotik.public_id),
        "zone": "Asia/Jakarta",
    }
    assert admin.post("/organisations/add/", form).status_code == 303
    assert admin.post("/organisations/add/", form).status_code == 422
    change = edit_form(admin, f"{url}edit/") | {"letterhead_unit": "UNIT PENGELOLA", "external": ""}
    assert admin.post(f"{url}edit/", change)["Location"] == url
    assert "UNIT PENGELOLA" in text(admin.get(url))
    move = {"parent": str(cast.dpmptsp.public_id), "version": "2"}
    assert admin.post(f"{url}move/", move).status_code == 303
    assert Organisation.objects.get(pk=cast.smart_city.pk).parent == cast.dpmptsp
    assert inside("responder").get(f"/organisations/{cast.diskominfotik.public_id}/edit/").status_code == 403


def test_the_tree_begins_where_the_reader_s_organisations_begin(cast, inside):
    branches = inside("responder").get("/organisations/").context["branches"]
    assert [branch.organisation.key for branch in branches] == ["diskominfotik"]
    assert [child.organisation.key for child in branches[0].children] == ["jsc"]
    assert inside("nobody").get("/organisations/").context["branches"] == []


PAGES = [
    ("administrator", "/profile/"),
    ("administrator", "/tokens/"),
    ("administrator", "/people/"),
    ("administrator", "/people/add/"),
    ("administrator", "/people/{person}/"),
    ("administrator", "/people/{person}/edit/"),
    ("administrator", "/people/{person}/move/"),
    ("administrator", "/people/{person}/deactivate/"),
    ("administrator", "/service-accounts/"),
    ("administrator", "/service-accounts/{service}/"),
    ("administrator", "/organisations/"),
    ("administrator", "/organisations/{organisation}/"),
    ("administrator", "/organisations/{organisation}/edit/"),
    ("province_administrator", "/organisations/{organisation}/move/"),
    ("auditor", "/trail/"),
    ("auditor", "/trail/?q=Kepala&when=30"),
    ("auditor", "/trail/{entry}/"),
    ("administrator", "/password/"),
]


@pytest.mark.parametrize(("who", "page"), PAGES, ids=[page for _who, page in PAGES])
def test_no_page_costs_more_than_twelve_queries(
    cast, inside, red_entry, who, page, django_assert_max_num_queries
):
    with writing():
        for n in range(12):
            person = add_person(f"banyak-{n}", f"Banyak {n}", cast.diskominfotik, Role.RESPONDER)
            more = {"organisation": cast.smart_city, "role": Role.AUDITOR}
            assign_role(actor=SYSTEM, now=NOW, person=person, **more)
    url = page.format(
        person=cast.responder.public_id,
        service=cast.service.public_id,
        organisation=cast.smart_city.public_id,
        entry=red_entry.sequence,
    )
    client = inside(who)
    with django_assert_max_num_queries(BUDGET):
        answer = client.get(url)
    assert answer.status_code == 200


def test_every_address_of_the_room_has_a_test_that_nobody_passes_without_signing_in(cast, client):
    open_to_all = {"signin", "signout", "language", "password_reset", "password_reset_done"}
    open_to_all |= {"password_reset_complete", "password_reset_confirm"}
    for pattern in urlpatterns:
        if pattern.name in open_to_all:
            continue
        values = {"public_id": cast.responder.public_id, "sequence": 1, "chain": SYSTEM_CHAIN}
        wanted = {name: values[name] for name in pattern.pattern.converters}
        url = reverse(f"accounts:{pattern.name}", kwargs=wanted)
        answers = [client.get(url), client.post(url)]
        codes = {answer.status_code for answer in answers}
        assert codes <= {302, 405} and 302 in codes, pattern.name
        for answer in answers:
            if answer.status_code == 302:
                assert answer["Location"].startswith("/sign-in/"), pattern.name
