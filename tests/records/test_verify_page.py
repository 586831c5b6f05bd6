"""Anybody who holds a report can check it, and learns nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from records import verify_codes
from records.services.reports import approve_report, withdraw_draft
from tests.records.conftest import printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture
def issuing(drafting, cast, actor, now):
    """`issuing(content)`: drafted and approved."""

    def issue(content: str = "satu", **given):
        draft = drafting(content, **given)
        return approve_report(
            actor=actor(cast.head), now=now + timedelta(hours=draft.number), report=draft, render=printed
        )

    return issue


def page(report) -> str:
    return reverse("records:verify", args=[verify_codes.shown(report.verify_code)])


def test_an_issued_report_is_genuine_and_in_force(issuing, client):
    report = issuing(origin="reconstructed")
    response = client.get(page(report), headers={"Accept-Language": "en"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "Genuine and in force" in text
    for shown in (
        "Dinas Komunikasi, Informatika dan Statistik",
        "Report on an incident of the permit service",
        verify_codes.shown(report.verify_code),
        verify_codes.shown(report.snapshot_sha256.upper()).replace("-", " ").lower(),
    ):
        assert shown in text
    for secret in ("Petugas Respons", "Kepala Dinas", "INS-2026-0007", report.snapshot, "BSSN"):
        assert secret not in text


def test_it_sets_no_cookie_and_may_not_be_kept_by_caches(issuing, client):
    report = issuing()
    for address in (page(report), page(report) + "?lang=en", reverse("records:verify_any"), "/verify/ZZZ"):
        response = client.get(address)
        assert not response.cookies, address
        assert response["Cache-Control"] == "no-store"


def test_the_language_is_part_of_the_address(issuing, client):
    report = issuing()
    indonesian = client.get(page(report) + "?lang=id")
    assert "Asli dan berlaku" in indonesian.content.decode()
    assert indonesian["Content-Language"] == "id"
    english = client.get(page(report) + "?lang=en", headers={"Accept-Language": "id"})
    assert "Genuine and in force" in english.content.decode()
    assert client.get(page(report) + "?lang=xx").status_code == 200


def test_a_replaced_report_points_to_the_one_in_force(issuing, client):
    first, second, third = issuing("satu"), issuing("dua"), issuing("tiga")
    for older in (first, second):
        text = client.get(page(older) + "?lang=en").content.decode()
        assert "Genuine, but replaced by version 3" in text
        assert page(third) in text
    assert "Genuine and in force" in client.get(page(third) + "?lang=en").content.decode()
    english = issuing("satu", language="en")
    assert "Genuine and in force" in client.get(page(english) + "?lang=en").content.decode()


def test_a_later_version_in_another_language_is_named_and_replaces_nothing(issuing, client):
    indonesian = issuing("satu")
    alone = client.get(page(indonesian) + "?lang=en").content.decode()
    assert "there is no newer version of it." in alone
    issuing("satu", language="en")
    english = issuing("dua", language="en")
    told = client.get(page(indonesian) + "?lang=en").content.decode()
    assert "Genuine and in force" in told and "version 2, English, issued on" in told
    assert verify_codes.shown(english.verify_code) not in told
    indonesian_words = client.get(page(indonesian) + "?lang=id").content.decode()
    assert "dalam bahasa lain: versi 2, English, terbit" in indonesian_words
    assert "there is no newer version of it." in client.get(page(english) + "?lang=en").content.decode()


def test_drafts_withdrawn_and_unknown_codes_are_the_same_calm_page(drafting, client, cast, actor, now):
    draft = drafting()
    seen = set()
    for report in (draft, withdraw_draft(actor=actor(cast.head), now=now, report=draft)):
        response = client.get(page(report))
        assert response.status_code == 404
        seen.add(response.content.decode().replace(verify_codes.shown(report.verify_code), "X"))
    unknown = verify_codes.shown(verify_codes.new_code())
    seen.add(client.get(reverse("records:verify", args=[unknown])).content.decode().replace(unknown, "X"))
    assert len(seen) == 1


@pytest.mark.parametrize("code", ["x", "<script>alert(1)</script>", "%00", "a" * 3000, "..%2F..%2Fetc", "é"])
def test_a_code_that_cannot_be_one_is_unknown_and_shown_as_text(client, code):
    response = client.get(f"/verify/{code}")
    assert response.status_code == 404
    assert b"<script>alert" not in response.content
    assert client.get(reverse("records:verify_any"), {"code": code}).status_code == 404


def test_the_form_takes_a_code_however_it_was_typed(issuing, client):
    report = issuing()
    typed = verify_codes.shown(report.verify_code).lower().replace("-", " ")
    response = client.get(reverse("records:verify_any"), {"code": typed, "lang": "en"})
    assert response.status_code == 302
    assert response["Location"] == page(report) + "?lang=en"
    assert client.get(reverse("records:verify_any")).status_code == 200


@pytest.mark.parametrize(
    ("language", "place"), [("en", "the section “Issue data”"), ("id", "bagian “Data penerbitan”")]
)
def test_the_form_says_where_the_code_stands(client, language, place):
    text = client.get(reverse("records:verify_any"), {"lang": language}).content.decode()
    assert place in text


def test_guessing_is_slowed_down_and_holders_are_not(issuing, client, frozen):
    report = issuing()
    for _number in range(20):
        assert client.get("/verify/" + verify_codes.new_code()).status_code == 404
    slowed = client.get("/verify/" + verify_codes.new_code())
    assert slowed.status_code == 429
    assert int(slowed["Retry-After"]) > 0
    assert client.get(page(report)).status_code == 200


def test_it_costs_few_queries(issuing, client, statements):
    first = issuing("satu")
    issuing("dua")
    with statements(4):
        client.get(page(first))
