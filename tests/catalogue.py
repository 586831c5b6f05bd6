"""The catalogue that comes with Tanggap, read once for all tests and loaded once for each beginning."""

from __future__ import annotations

from functools import cache

from accounts.actors import SYSTEM
from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import FrameworkData, read_framework
from compliance.models import Framework
from compliance.services.catalogue import load_framework
from tests.people import NOW
from tests.remembered import remembered


@cache
def shipped_framework() -> FrameworkData:
    """ISO/IEC 27001:2022, read once."""
    return read_framework(ISO_27001_2022)


def loaded_framework() -> Framework:
    """ISO/IEC 27001:2022, loaded by the system."""
    return remembered("catalogue", lambda: load_framework(actor=SYSTEM, now=NOW, data=shipped_framework())[0])
