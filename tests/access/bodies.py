"""What a good request to each changing address carries, so that only the access decides what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from inspect import signature
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from accounts.models import AccessGrant, Membership
from followups.models import ExternalLink
from incidents.models import IncidentMember
from tests.access.addresses import Parts, parts_of
from tests.access.identities import ADMINISTRATOR, ADMINISTRATOR_ABOVE, MANAGER, RESPONDER
from tests.access.knocking import Sent, once
from tests.access.rows import Row
from tests.access.things import Matter
from tests.access.world import World
from tests.people import NOW, PASSWORD

Fill = Mapping[str, Any] | Callable[..., Mapping[str, Any]]
"""Fields, or what makes them: of the world, or of the world and the parts of the address."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as somebody who may send it is shown it, with some fields filled in.

    `at` is the address of the page, if not the form's own; `of` whose page is read.
    """

    fill: Fill = field(default_factory=dict)
    at: str = ""
    of: str = MANAGER
    query: str = ""

    def sent(self, world: World, row: Row, parts: Parts) -> Sent:
        """The submission."""
        target = reverse(row.route, kwargs=parts or None)
        page = reverse(self.at, kwargs=_fitting(self.at, parts)) if self.at else target
        shown = once(world, self.of, "GET", page + self.query)
        assert shown.status == 200, f"no form for {row} at {page}: {shown.outcome}"
        return Sent(
            {**form_on(shown.body, target, page), **_filled(self.fill, world, parts)}, query=self.query
        )


@dataclass(frozen=True, slots=True)
class Plain:
    """A submission that needs no page."""

    fill: Fill = field(default_factory=dict)

    def sent(self, world: World, row: Row, parts: Parts) -> Sent:
        """The submission."""
        return Sent(_filled(self.fill, world, parts))


@dataclass(frozen=True, slots=True)
class Json:
    """A body for the API; `at` is the address whose ETag says which version is meant."""

    fill: Fill = field(default_factory=dict)
    at: str = ""
    multipart: bool = False
    query: str | Callable[[Parts], str] = ""

    def sent(self, world: World, row: Row, parts: Parts) -> Sent:
        """The request's body and `If-Match`."""
        headers = {}
        if self.at:
            named = {"public_id": parts["public_id"]} if self.at == _ONE else parts
            shown = once(world, MANAGER, "GET", reverse(self.at, kwargs=named), api=True)
            assert "ETag" in shown.headers, f"no version for {row}: {shown.outcome}"
            headers["If-Match"] = shown.headers["ETag"]
        query = self.query(parts) if callable(self.query) else self.query
        return Sent(_filled(self.fill, world, parts), headers, query, json=not self.multipart)


def form_on(body: bytes, target: str, page: str) -> dict[str, Any]:
    """The values of the form on a page that is sent to `target`, as a browser would send them."""
    for each in html.fromstring(body).forms:
        action = (each.action or page).partition("#")[0].partition("?")[0]
        if action == target and each.method == "POST":
            values: dict[str, Any] = {}
            for name, value in each.form_values():
                values[name] = [*values[name], value] if name in values else [value]
            return values
    raise AssertionError(f"{page} has no form for {target}")


def _filled(fill: Fill, world: World, parts: Parts) -> dict[str, Any]:
    if not callable(fill):
        return dict(fill)
    wanted = len(signature(fill).parameters)
    return dict(fill(*(world, parts)[:wanted]))


def _fitting(route: str, parts: Parts) -> Parts | None:
    """The parts without the name of a step, which the page of a thing does not have."""
    return {name: value for name, value in parts.items() if name != "name"} or None


def _role_of_colleague(world: World) -> dict[str, Any]:
    return {"membership": Membership.objects.get(person=world.cast.second_responder).pk}


def _role_of_service(world: World) -> dict[str, Any]:
    return {"membership": Membership.objects.get(service=world.cast.service).pk}


def _matter(world: World, parts: Parts) -> Matter:
    """The matter that an address of an incident is about."""
    return next(
        each for each in (world.red, world.amber) if each and each.incident.public_id == parts["public_id"]
    )


def _member(world: World, parts: Parts) -> dict[str, Any]:
    member = IncidentMember.objects.get(incident__public_id=parts["public_id"])
    return {"person": str(member.person.public_id), "role": member.role}


def _grant(world: World, parts: Parts) -> dict[str, Any]:
    access = _matter(world, parts).incident.access
    return {"grant": AccessGrant.objects.standing().filter(access=access).latest("pk").pk}


def _reading(world: World, parts: Parts) -> dict[str, Any]:
    matter = _matter(world, parts)
    return {
        "chosen": str(matter.reading.public_id),
        "reason": "Log lebih tepercaya",
        "source": str(matter.source.public_id),
    }


def _file(world: World) -> dict[str, Any]:
    return {"files": SimpleUploadedFile("log.txt", b"isi"), "description": "Log"}


NEW_PASSWORD = "kalimat-baru-yang-cukup-panjang"
_ROLE = {"role": "auditor", "until": ""}
_ADMIN = {"of": ADMINISTRATOR}
_TOKEN = {"label": "Uji", "scopes": ["assets:read"], "days": "90"}
_LOCAL = (NOW + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
_INSTANT = (NOW + timedelta(days=9)).isoformat()


def _manager(world: World) -> dict[str, str]:
    return {"owner": str(world.cast.isms_manager.public_id)}


def _picked(world: World) -> dict[str, Any]:
    task = world.amber.follow_up
    return {"pick": f"{task.public_id}.{task.version}", "do": "redate", "apply": "1", "due_at": _LOCAL}


def _reference(parts: Parts) -> str:
    link = ExternalLink.objects.get(follow_up__public_id=parts["public_id"])
    return f"?system={link.system}&reference={link.reference}"


_FOLLOW_UPS: dict[str, Form | Plain] = {
    "followups:add": Form(lambda world: {"title": "Ganti kabel", **_manager(world)}),
    "followups:bulk": Plain(_picked),
    "followups:step proposal / accept": Form(_manager),
    "followups:step proposal / decline": Form({"reason": "Sudah tercakup"}),
    "followups:step task / edit": Form({"title_id": "Judul lain"}),
    "followups:step task / reassign": Form(_manager),
    "followups:step task / redate": Form({"due_at": _LOCAL}),
    "followups:step task / complete": Form({"note": "Sudah dikerjakan"}),
    "followups:step task / cancel": Form({"reason": "Tidak perlu lagi"}),
    "followups:step task / link": Form({"system": "redmine", "reference": "4711"}),
    "followups:step done task / reopen": Form({"reason": "Belum tuntas", "due_at": _LOCAL}),
    "followups:step done task / verify": Form({"note": "Sudah diperiksa"}),
    "followups:notices_read": Plain(),
    "followups:notice_open": Plain(),
    "followups:undelivered_retry": Plain(),
    "followups:undelivered_aside": Plain(),
    "followups:undelivered_retry_all": Plain(),
    "followups:sending_pause": Plain({"reason": "Pemeliharaan"}),
    "followups:sending_resume": Plain(),
}
_LINK = {"system": "redmine", "reference": "4711"}
_TASK = "api:follow_up"
_FOLLOW_UPS_API: dict[str, Json] = {
    "api:follow_ups": Json(
        lambda world: {
            "organisation": str(world.cast.diskominfotik.public_id),
            "title": {"id": "Ganti kabel"},
            "due_at": _INSTANT,
            **_manager(world),
        }
    ),
    "api:follow_up": Json({"title": {"id": "Judul lain"}}, at=_TASK),
    "api:follow_up_accept": Json(lambda world: {"due_at": _INSTANT, **_manager(world)}, at=_TASK),
    "api:follow_up_decline": Json({"reason": "Sudah tercakup"}, at=_TASK),
    "api:follow_up_complete": Json({"note": "Sudah dikerjakan"}, at=_TASK),
    "api:follow_up_verify": Json({"note": "Sudah diperiksa"}, at=_TASK),
    "api:follow_up_cancel": Json({"reason": "Tidak perlu lagi"}, at=_TASK),
    "api:follow_up_reopen": Json({"reason": "Belum tuntas", "due_at": _INSTANT}, at=_TASK),
    "api:follow_up_reassign": Json(_manager, at=_TASK),
    "POST api:follow_up_links": Json(_LINK),
    "DELETE api:follow_up_links": Json(query=_reference),
}

_REASON = {"reason": "Sudah dipastikan"}
_INCIDENT = "incidents:incident"
_INCIDENTS: dict[str, Form | Plain] = {
    "incidents:edit": Form({"title_id": "Judul lain"}),
    "incidents:personal_data": Form({"categories": ["nik", "phone"]}),
    "incidents:phase": Form({"phase": "containment"}),
    "incidents:close": Form(_REASON),
    "incidents:reopen": Form(_REASON),
    "incidents:void": Form(_REASON),
    "incidents:fact_add": Form({"what_id": "Peladen diputus", "when": "20 November 2026 pukul 10.00"}),
    "incidents:fact_correct": Form({"what_id": "Peladen diputus", **_REASON}),
    "incidents:fact_redact": Form(_REASON),
    "incidents:fact_reading": Form({"text": "Menurut log", "when": "20 November 2026 pukul 11.00"}),
    "incidents:fact_settle": Form(_reading),
    "incidents:fact_withdraw": Form(_REASON),
    "incidents:source_add": Form({"title": "Log peladen"}),
    "incidents:cause_add": Form({"text_id": "Salah atur", "claim": "stated"}),
    "incidents:cause_void": Form(_REASON),
    "incidents:unknown_add": Form({"text_id": "Berapa orang?", "kind": "people_affected"}),
    "incidents:unknown_answer": Form({"answer": "Dua puluh orang"}),
    "incidents:unknown_reopen": Form(_REASON),
    "incidents:lesson_add": Form({"text_id": "Tinjau pengaturan tiap bulan"}),
    "incidents:evidence": Plain(_file),
    "incidents:evidence_link": Form(),
    "incidents:report_build": Plain({"language": "id", "audience": "internal"}),
    "incidents:report_rebuild": Plain(),
    "incidents:report_withdraw": Plain(),
    "incidents:report_approve": Plain({"knowingly": "yes"}),
    "incidents:handover_add": Form({"recipient": "BSSN", "channel": "letter"}),
    "incidents:party_add": Form(
        lambda world: {"organisation": str(world.outside.public_id), "part_id": "Menerima laporan"}
    ),
    "incidents:party": Form({"part_en": "Receives the report"}),
    "incidents:receipt_add": Form({"receipt_reference": "TT-18"}),
    "incidents:member_add": Plain(
        lambda world: {"person": str(world.cast.isms_manager.public_id), "role": "handler"}
    ),
    "incidents:member_remove": Plain(_member),
    "incidents:share": Plain(
        lambda world: {"person": str(world.cast.auditor.public_id), "level": "read", "reason": "Audit"}
    ),
    "incidents:share_stop": Plain(_grant),
    "incidents:access": Form({"restricted": "on"}),
    "incidents:report_event": Form({"what": "Surel aneh", "ongoing": "now"}),
    "incidents:follow_up_add": Form(lambda world: {"title": "Ganti kabel", **_manager(world)}),
    "incidents:clock_start": Form(lambda world: {"title": "Lapor ke BSSN", **_manager(world)}),
    "incidents:clock_stop": Form(_REASON),
    "incidents:assets": Form(lambda world: {"asset": str(world.other_asset.public_id)}),
    "incidents:asset": Form({"note": "Sudah dipulihkan"}),
    "incidents:asset_remove": Plain(),
    "incidents:requirements": Form({"code": "A.5.26", "verdict": "worked"}),
    "incidents:requirement": Form({"verdict": "missing"}),
    "incidents:requirement_remove": Plain(),
    "incidents:assess": Plain(
        lambda world: {
            "version": world.event.version,
            "outcome": "no_incident",
            "tlp": "AMBER",
            "words": "Bukan insiden",
        }
    ),
    "incidents:event_contact": Plain(),
    "incidents:event_redact": Form(_REASON),
}
_ONE, _ONE_FACT = "api:incident", "api:fact"
_INCIDENTS_API: dict[str, Json] = {
    "api:events": Json({"what": "Surel aneh"}),
    "api:event_assess": Json({"outcome": "no_incident", "reason": "Bukan insiden"}, at="api:event"),
    "api:incidents": Json({"title": {"id": "Surel penipuan"}}),
    "api:incident": Json({"impact": 2, "urgency": 2}, at=_ONE),
    "api:incident_phase": Json({"phase": "containment"}, at=_ONE),
    "api:incident_close": Json(_REASON, at=_ONE),
    "api:incident_reopen": Json(_REASON, at=_ONE),
    "api:incident_void": Json(_REASON, at=_ONE),
    "api:facts": Json({"kind": "action", "claim": "confirmed", "what": {"id": "Peladen diputus"}}),
    "api:fact": Json({"what": {"id": "Peladen diputus"}, **_REASON}, at=_ONE_FACT),
    "api:fact_readings": Json({"of": "cause", "text": {"id": "Menurut log"}}, at=_ONE_FACT),
    "api:fact_settle": Json(_reading, at=_ONE_FACT),
    "api:fact_unsettle": Json({"of": "moment", **_REASON}, at=_ONE_FACT),
    "api:incident_causes": Json({"text": {"id": "Salah atur"}, "claim": "stated"}),
    "api:incident_cause_void": Json(_REASON, at=_ONE),
    "api:incident_unknowns": Json({"text": {"id": "Berapa orang?"}, "kind": "people_affected"}),
    "api:incident_unknown_answer": Json({"answer": "Dua puluh orang"}, at=_ONE),
    "api:incident_unknown_reopen": Json(_REASON, at=_ONE),
    "api:incident_lessons": Json({"text": {"id": "Tinjau pengaturan tiap bulan"}}),
    "PUT api:incident_requirement": Json({"verdict": "missing"}, at=_ONE),
    "DELETE api:incident_requirement": Json(at=_ONE),
    "PUT api:incident_asset": Json({"lost": [], "note": "Sudah dipulihkan"}, at=_ONE),
    "DELETE api:incident_asset": Json(at=_ONE),
    "api:incident_party": Json({"part": {"en": "Receives the report"}}, at=_ONE),
    "api:incident_members": Json(
        lambda world: {"person": str(world.cast.isms_manager.public_id), "role": "handler"}
    ),
    "api:incident_member": Json(at=_ONE),
    "api:sources": Json({"title": {"id": "Log peladen"}}),
    "api:incident_evidence": Json(lambda: {"file": SimpleUploadedFile("log.txt", b"isi")}, multipart=True),
    "api:incident_reports": Json({"language": "id", "audience": "internal"}),
}

BODIES: dict[str, Form | Plain | Json] = {
    "accounts:signin": Plain({"username": "respons", "password": PASSWORD}),
    "accounts:signout": Plain(),
    "accounts:language": Plain({"language": "en"}),
    "accounts:password_change": Plain(
        {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    ),
    "accounts:password_reset": Plain({"email": "respons@contoh.example"}),
    "accounts:password_reset_confirm": Plain(),
    "accounts:sign_out_elsewhere": Form(at="accounts:profile", of=RESPONDER),
    "accounts:tokens": Form(_TOKEN, of=RESPONDER),
    "accounts:token_revoke": Plain(),
    "accounts:person_add": Form(
        {"name": "Pegawai Baru", "username": "pegawai-baru", "email": "baru@contoh.example"}, **_ADMIN
    ),
    "accounts:person_edit": Form({"position": "Analis"}, **_ADMIN),
    "accounts:person_role_add": Form(_ROLE, at="accounts:person", **_ADMIN),
    "accounts:person_role_end": Plain(_role_of_colleague),
    "accounts:person_move": Form(
        lambda world: {
            "home": str(world.cast.smart_city.public_id),
            "successor": str(world.cast.responder.public_id),
        },
        **_ADMIN,
    ),
    "accounts:person_deactivate": Form(
        lambda world: {"successor": str(world.cast.responder.public_id)}, **_ADMIN
    ),
    "accounts:person_reactivate": Plain(),
    "accounts:person_password": Plain(),
    "accounts:person_sign_out": Plain(),
    "accounts:person_erase": Form({"sure": "on"}, **_ADMIN),
    "accounts:service_add": Form({"name": "Sistem pemantau"}, **_ADMIN),
    "accounts:service_token": Form(_TOKEN, at="accounts:service", **_ADMIN),
    "accounts:service_role_add": Form(_ROLE, at="accounts:service", **_ADMIN),
    "accounts:service_role_end": Plain(_role_of_service),
    "accounts:service_switch": Plain({"active": "no"}),
    "accounts:organisation_add": Form(
        {"name": "Bidang Aplikasi", "short": "Bidang Aplikasi", "key": "bidang-aplikasi"}, **_ADMIN
    ),
    "accounts:organisation_edit": Form({"place": "Jakarta"}, **_ADMIN),
    "accounts:organisation_move": Form(
        lambda world: {"parent": str(world.cast.dpmptsp.public_id)}, of=ADMINISTRATOR_ABOVE
    ),
    "accounts:trail_check": Plain(),
    "accounts:trail_erase": Plain({"reason": "Nama tercatat tidak sengaja"}),
    "compliance:asset_add": Form({"name_id": "Peladen berkas"}),
    "compliance:asset_edit": Form({"purpose_id": "Layanan warga"}),
    "compliance:asset_void": Form({"reason": "Tidak dipakai lagi"}),
    "compliance:control_add": Form({"title_id": "Tinjauan log"}),
    "compliance:control_edit": Form({"detail_id": "Setiap malam"}),
    **_FOLLOW_UPS,
    **_INCIDENTS,
    **_INCIDENTS_API,
    **_FOLLOW_UPS_API,
    "api:assets": Json(
        lambda world: {
            "organisation": str(world.cast.diskominfotik.public_id),
            "name": {"id": "Peladen berkas"},
        }
    ),
    "api:asset": Json({"vital": True}, at="api:asset"),
    "api:evidence_void": Json({"reason": "Berkas keliru"}, at="api:evidence_record"),
    "records:evidence_void": Form({"reason": "Berkas keliru"}, at="records:evidence", query="?void=1"),
}


def body_for(world: World, row: Row, parts: Parts) -> Sent | None:
    """A good request for a row; None for one that only looks."""
    if row.method == "GET":
        return None
    named = (f"{row.method} {row.route}", f"{row.route} {row.about}", row.route)
    known = next((BODIES[name] for name in named if name in BODIES), None)
    assert known is not None, f"bodies.py knows no good request for {row}"
    return known.sent(world, row, parts)


def parts_for(world: World, row: Row) -> Parts:
    """The parts of a row's address."""
    return parts_of(world, row.about)
