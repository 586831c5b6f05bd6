"""What tests of incidents share: the catalogue of requirements, and the two cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from accounts.actors import SYSTEM
from incidents.cases.loader import load_case
from incidents.cases.reader import read_file
from incidents.models import Incident
from tests.catalogue import loaded_framework
from tests.people import NOW
from tests.remembered import remembered

CASES = Path(__file__).parents[2] / "incidents" / "cases" / "data"


@pytest.fixture
def catalogue(db) -> None:
    """ISO/IEC 27001:2022, as it is shipped."""
    loaded_framework()


def loaded(name: str) -> Incident:
    """One of the two cases, loaded by the system."""
    return remembered(
        name, lambda: load_case(actor=SYSTEM, now=NOW, case=read_file(CASES / f"{name}.yaml")).incident
    )


@pytest.fixture
def sikm(catalogue) -> Incident:
    """The SIKM leak of 2020."""
    return loaded("sikm-2020")


@pytest.fixture
def jaki(catalogue) -> Incident:
    """The JAKI notification of 2023."""
    return loaded("jaki-2023")
