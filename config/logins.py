"""The first people who can sign in: one for each role of the demonstration, or only an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.actors import SYSTEM
from accounts.models import Organisation, Person
from accounts.roles import Role
from accounts.services.organisations import create_organisation
from accounts.services.passwords import generated_password
from accounts.services.people import assign_role, create_person
from accounts.services.trail import writing


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who is added: sign-in name, name by role, role and the key of the organisation."""

    username: str
    name: str
    role: Role
    organisation: str


@dataclass(frozen=True, slots=True)
class Login:
    """What somebody needs to sign in; the password is kept nowhere but as a hash."""

    name: str
    role: Role
    username: str
    password: str


CAST = (
    Part("pelapor", "Pelapor Diskominfotik", Role.REPORTER, "diskominfotik"),
    Part("respons", "Petugas Respons Diskominfotik", Role.RESPONDER, "diskominfotik"),
    Part("smki", "Manajer SMKI Diskominfotik", Role.ISMS_MANAGER, "diskominfotik"),
    Part("pdp", "Pejabat Pelindungan Data Diskominfotik", Role.DPO, "diskominfotik"),
    Part("kepala", "Kepala Diskominfotik", Role.HEAD, "diskominfotik"),
    Part("auditor", "Auditor Internal Diskominfotik", Role.AUDITOR, "diskominfotik"),
    Part("respons-dpmptsp", "Petugas Respons DPMPTSP", Role.RESPONDER, "dpmptsp"),
    Part("kepala-dpmptsp", "Kepala DPMPTSP", Role.HEAD, "dpmptsp"),
    Part("administrator", "Administrator Pemprov DKI", Role.ADMINISTRATOR, "pemprov-dki"),
)
ALONE = Part("administrator", "Administrator", Role.ADMINISTRATOR, "utama")


def login_lines(logins: Sequence[Login]) -> list[str]:
    """The logins as lines for a terminal; none for none."""
    if not logins:
        return []
    width = max(len(login.username) for login in logins)
    rows = [
        f"  {each.username:<{width}}  {each.password}  {each.role.label} – {each.name}" for each in logins
    ]
    return [_("Sign in as (shown this once; only hashes of the passwords are kept):"), *rows]


def nobody_yet() -> bool:
    """Whether Tanggap is new: nobody can sign in."""
    return not Person.objects.active().exists()


def add_people(*, now: datetime, parts: Sequence[Part]) -> list[Login]:
    """Add those who are not there yet, each with a new password; returns only the new ones' logins."""
    places = {each.key: each for each in Organisation.objects.filter(key__in={p.organisation for p in parts})}
    there = set(
        Person.objects.filter(username__in=[p.username for p in parts]).values_list("username", flat=True)
    )
    return [_add(now, part, places[part.organisation]) for part in parts if part.username not in there]


def add_administrator(*, now: datetime) -> list[Login]:
    """An organisation to be named by its administrator, and that administrator."""
    with writing():
        create_organisation(actor=SYSTEM, now=now, key=ALONE.organisation, name="Organisasi Utama")
        return add_people(now=now, parts=[ALONE])


def _add(now: datetime, part: Part, home: Organisation) -> Login:
    password = generated_password()
    with writing():
        person = create_person(
            actor=SYSTEM,
            now=now,
            username=part.username,
            name=part.name,
            position=part.name,
            email=f"{part.username}@tanggap.example",
            home=home,
            password=password,
            must_change_password=False,
        )
        assign_role(actor=SYSTEM, now=now, person=person, organisation=home, role=part.role)
    return Login(part.name, part.role, part.username, password)
