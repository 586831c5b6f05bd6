"""The severity matrix and the closed vocabularies."""

from __future__ import annotations

import pytest

from incidents.severity import MATRIX, Impact, Severity, Urgency, severity
from incidents.vocabulary import (
    BssnType,
    Claim,
    FactKind,
    LossKind,
    Origin,
    PersonalData,
    RsitClass,
    UnknownKind,
)
from lib.errors import Invalid

TABLE = """
low     low     medium    medium
low     medium  medium    high
medium  medium  high      critical
medium  high    critical  critical
"""


def test_severity_is_read_off_the_table() -> None:
    rows = [row.split() for row in TABLE.strip().splitlines()]
    for impact, row in zip(Impact, rows, strict=True):
        for urgency, expected in zip(Urgency, row, strict=True):
            assert severity(impact, urgency) == expected


def test_more_impact_or_urgency_never_makes_it_milder() -> None:
    for impact in Impact:
        ranks = [each.rank for each in MATRIX[impact]]
        assert ranks == sorted(ranks)
    for urgency in Urgency:
        ranks = [MATRIX[impact][urgency - 1].rank for impact in Impact]
        assert ranks == sorted(ranks)


def test_severities_sort_from_low_to_critical() -> None:
    assert [each.rank for each in Severity] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("impact", "urgency", "field"), [(0, 1, "impact"), (5, 1, "impact"), (1, 0, "urgency")]
)
def test_values_off_the_table_are_refused(impact: int, urgency: int, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        severity(impact, urgency)
    assert refused.value.field == field


def test_the_taxonomy_has_eleven_classes_found_by_their_titles() -> None:
    assert len(RsitClass) == 11
    assert RsitClass.by_title("Information Content Security") is RsitClass.INFORMATION_CONTENT_SECURITY
    assert RsitClass.by_title(" intrusions ") is RsitClass.INTRUSIONS
    assert RsitClass.by_title("Hacking") is None
    assert all(RsitClass.by_title(each.official_title) is each for each in RsitClass)


def test_bssn_types_lead_to_their_usual_class() -> None:
    assert BssnType.by_words("web defacement") is BssnType.WEB_DEFACEMENT
    assert BssnType.by_words("DDoS") is BssnType.DDOS
    assert BssnType.by_words("judi online/SEO injection") is BssnType.GAMBLING_SEO
    assert BssnType.by_words("lain") is None
    assert BssnType.WEB_DEFACEMENT.usual_class is RsitClass.INTRUSIONS
    assert BssnType.DATA_LEAK.usual_class is RsitClass.INFORMATION_CONTENT_SECURITY
    assert all(each.usual_class in RsitClass for each in BssnType)


def test_every_unknown_says_what_it_holds_up_and_every_claim_what_it_means() -> None:
    assert all(each.holds_up for each in UnknownKind)
    assert all(each.meaning for each in Claim)


def test_only_what_is_not_live_carries_a_stamp() -> None:
    assert [bool(each.stamp) for each in Origin] == [False, True, True]


def test_the_words_are_those_of_case_files() -> None:
    assert set(FactKind.values) == {
        *("background", "occurrence", "detection", "awareness", "classified", "determined", "action"),
        *("containment", "eradication", "recovery", "decision", "communication", "statement"),
    }
    assert set(Claim.values) == {"confirmed", "reported", "stated", "refuted", "unknown"}
    assert set(UnknownKind.values) == {
        *("people_affected", "contained_at", "aware_at", "notified", "root_cause", "bulk_copy"),
        *("entry_point", "third_party", "data_left", "other"),
    }
    assert set(PersonalData.values) == {
        *("nik", "kk_number", "npwp", "phone", "email", "name", "address", "health", "financial", "child"),
        "other",
    }
    assert set(LossKind.values) == {"confidentiality", "integrity", "availability"}
