"""From the database to the report: the same content as straight from the case file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incidents.models import Incident
from incidents.reports.content.incident import post_incident_content
from incidents.reports.model import Phrase, PostIncidentReport
from incidents.reports.snapshot import content_hash, content_snapshot
from incidents.selectors.reported import incident_reported
from tests.incidents.making import opened
from tests.incidents.report_from_case import report_of

pytestmark = pytest.mark.django_db
YEARS = {"sikm": "sikm-2020", "jaki": "jaki-2023"}


def comparable(report: PostIncidentReport) -> dict:
    """The content without what the catalogue adds, and with names unmarked."""
    refs = tuple(replace(each, title="") for each in sorted(report.requirements, key=lambda each: each.ref))
    sources = tuple(
        replace(each, publisher=Phrase(each.publisher.text)) for each in report.sources if each.publisher
    )
    parties = tuple(sorted(report.parties, key=lambda each: each.key))
    return content_snapshot(replace(report, requirements=refs, sources=sources, parties=parties))


def content_of(incident: Incident, language: str) -> PostIncidentReport:
    return post_incident_content(incident_reported(incident.pk), language)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["sikm", "jaki"])
def test_nothing_is_lost_between_case_file_and_report(name, language, request):
    incident = request.getfixturevalue(name)
    wanted = report_of(YEARS[name], language)
    assert comparable(content_of(incident, language)) == comparable(wanted)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_same_rows_give_the_same_hash(sikm, language):
    assert content_hash(content_of(sikm, language)) == content_hash(content_of(sikm, language))


@pytest.mark.parametrize("name", ["sikm", "jaki", "empty"])
def test_it_takes_one_query_whatever_the_size(name, cast, request, django_assert_num_queries):
    incident = opened(cast) if name == "empty" else request.getfixturevalue(name)
    with django_assert_num_queries(1):
        content_of(incident, "id")


def test_a_report_tells_what_nobody_has_recorded_of_personal_data(cast):
    silent = content_of(opened(cast), "id").personal_data
    assert (silent.recorded, silent.concerned, silent.categories) == (False, False, ())
