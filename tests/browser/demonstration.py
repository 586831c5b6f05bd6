"""The demonstration as `make run` loads it: public bodies, a login for each role, both real cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from accounts.actors import SYSTEM
from accounts.models import Person
from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import read_framework
from compliance.services.catalogue import load_framework
from config import demo
from incidents.models import Incident

SIKM, JAKI, EXERCISE = "sikm-2020", "jaki-2023", "latihan-pengelabuan"


def load(now: datetime) -> None:
    """Catalogue, people and cases."""
    load_framework(actor=SYSTEM, now=now, data=read_framework(ISO_27001_2022))
    demo.load(now=now)


def person(username: str) -> Person:
    """Somebody of the demonstration."""
    return Person.objects.get(username=username)


def address_of(case_key: str) -> str:
    """The path of a case's incident."""
    return f"/incidents/{Incident.objects.get(case_key=case_key).public_id}/"


PAGES: Mapping[str, str] = {
    "home": "/",
    "register": "/incidents/",
    "register filtered": "/incidents/?q=data",
    "report an event": "/events/report/",
    "my tasks": "/tasks/",
    "new task": "/tasks/add/",
    "notices": "/notices/",
    "assets": "/assets/",
    "new asset": "/assets/add/",
    "controls": "/controls/",
    "new control": "/controls/add/",
    "requirements": "/requirements/?q=pemantauan",
    "one requirement": "/requirements/A.8.16/",
    "trail": "/trail/",
    "profile": "/profile/",
    "tokens": "/tokens/",
    "change password": "/password/",
    "organisations": "/organisations/",
    "API": "/api/docs",
    "missing": "/incidents/01900000-0000-7000-8000-00000000dead/",
}
"""What the navigation reaches, for somebody who manages the ISMS."""
PARTS = ("", "timeline/", "follow-ups/", "evidence/", "reports/")
"""The tabs of an incident."""
FORMS = (
    "edit/",
    "team/",
    "team/access/",
    "assets/",
    "personal-data/",
    "requirements/",
    "phase/",
    "close/",
    "unknowns/add/",
    "causes/add/",
    "sources/add/",
    "lessons/add/",
    "timeline/add/",
    "follow-ups/add/",
)
"""The forms that an incident's pages lead to."""
ADMINISTRATION = (
    "/people/",
    "/people/add/",
    "/service-accounts/",
    "/service-accounts/add/",
    "/organisations/add/",
)
"""What only an administrator sees."""
PUBLIC = ("/sign-in/", "/forgotten-password/", "/verify/", "/verify/TNGP-0000-0000-0000")
"""What anybody sees."""
