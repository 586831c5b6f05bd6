"""The cast: the organisations and people, named by role, that the tests of every room play with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.actors import SYSTEM, Actor, actor_for_person, actor_for_service
from accounts.models import Organisation, Person, ServiceAccount
from accounts.roles import Role
from accounts.services.organisations import create_organisation
from accounts.services.people import assign_role, create_person
from accounts.services.service_accounts import create_service
from accounts.services.trail import writing

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""A Monday, 10.00 WIB: the moment at which tests happen unless they say otherwise."""

PASSWORD = "empat-kata-yang-panjang"
"""The password of everybody in the cast."""


@dataclass(frozen=True)
class Cast:
    """Everybody. People without a place in their name belong to Diskominfotik."""

    pemprov: Organisation
    diskominfotik: Organisation
    smart_city: Organisation
    dpmptsp: Organisation
    outside: Organisation
    reporter: Person
    responder: Person
    second_responder: Person
    isms_manager: Person
    dpo: Person
    head: Person
    auditor: Person
    administrator: Person
    stranger: Person
    """A responder at DPMPTSP, a sibling of Diskominfotik: nothing reaches them but by grant."""
    sibling_manager: Person
    """The ISMS manager of DPMPTSP."""
    province_head: Person
    province_administrator: Person
    nobody: Person
    """Signs in, but has no role anywhere."""
    service: ServiceAccount
    """A ticket system of Diskominfotik with the role of a responder."""

    @property
    def by_role(self) -> dict[Role, Person]:
        """The people of Diskominfotik, one for each role."""
        return {
            Role.REPORTER: self.reporter,
            Role.RESPONDER: self.responder,
            Role.ISMS_MANAGER: self.isms_manager,
            Role.DPO: self.dpo,
            Role.HEAD: self.head,
            Role.AUDITOR: self.auditor,
            Role.ADMINISTRATOR: self.administrator,
        }


def as_actor(who: Person | ServiceAccount, *, scopes: frozenset[str] | None = None) -> Actor:
    """The actor of somebody of the cast, with the roles that stand now."""
    if isinstance(who, ServiceAccount):
        return actor_for_service(who, now=NOW, scopes=scopes)
    return actor_for_person(who, now=NOW, scopes=scopes)


def add_organisation(key: str, name: str, short: str, parent: Organisation | None = None, **more: object):
    """One more organisation, added by the system."""
    return create_organisation(actor=SYSTEM, now=NOW, key=key, name=name, short=short, parent=parent, **more)


def add_person(username: str, name: str, home: Organisation, role: Role | None = None) -> Person:
    """One more person, with one role at home, added by the system."""
    person = create_person(
        actor=SYSTEM,
        now=NOW,
        username=username,
        name=name,
        email=f"{username}@contoh.example",
        home=home,
        password=PASSWORD,
        must_change_password=False,
    )
    if role is not None:
        assign_role(actor=SYSTEM, now=NOW, person=person, organisation=home, role=role)
    return person


def cast() -> Cast:
    """Create everybody."""
    with writing():
        pemprov = add_organisation(
            "pemprov-dki", "Pemerintah Provinsi Daerah Khusus Ibukota Jakarta", "Pemprov DKI"
        )
        dinas = add_organisation(
            "diskominfotik", "Dinas Komunikasi, Informatika dan Statistik", "Diskominfotik", pemprov
        )
        smart_city = add_organisation("jsc", "Unit Pengelola Jakarta Smart City", "UP JSC", dinas)
        dpmptsp = add_organisation(
            "dpmptsp", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "DPMPTSP", pemprov
        )
        outside = add_organisation("pihak-luar", "Badan pengawas di luar", "Pihak luar", external=True)
        service = create_service(actor=SYSTEM, now=NOW, organisation=dinas, name="Sistem tiket")
        assign_role(actor=SYSTEM, now=NOW, service=service, organisation=dinas, role=Role.RESPONDER)
        return Cast(
            pemprov=pemprov,
            diskominfotik=dinas,
            smart_city=smart_city,
            dpmptsp=dpmptsp,
            outside=outside,
            reporter=add_person("pelapor", "Pelapor", dinas, Role.REPORTER),
            responder=add_person("respons", "Petugas Respons", dinas, Role.RESPONDER),
            second_responder=add_person("respons-kedua", "Petugas Respons Kedua", dinas, Role.RESPONDER),
            isms_manager=add_person("smki", "Manajer SMKI", dinas, Role.ISMS_MANAGER),
            dpo=add_person("pdp", "Pejabat Pelindungan Data", dinas, Role.DPO),
            head=add_person("kepala", "Kepala Dinas", dinas, Role.HEAD),
            auditor=add_person("auditor", "Auditor Internal", dinas, Role.AUDITOR),
            administrator=add_person("administrator", "Administrator", dinas, Role.ADMINISTRATOR),
            stranger=add_person("respons-dpmptsp", "Petugas Respons DPMPTSP", dpmptsp, Role.RESPONDER),
            sibling_manager=add_person("smki-dpmptsp", "Manajer SMKI DPMPTSP", dpmptsp, Role.ISMS_MANAGER),
            province_head=add_person("kepala-daerah", "Kepala Daerah", pemprov, Role.HEAD),
            province_administrator=add_person(
                "administrator-provinsi", "Administrator Provinsi", pemprov, Role.ADMINISTRATOR
            ),
            nobody=add_person("tanpa-peran", "Pegawai Tanpa Peran", dinas),
            service=service,
        )
