"""The report on the two real cases: nothing is lost, both readings stand, and it looks as it must."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.utils import translation

from incidents.reports.model import Classification, Phrase, PostIncidentReport
from incidents.reports.post_incident import render
from incidents.reports.words import keys_of, words_of
from incidents.vocabulary import BssnType
from lib.moments import Moment, Precision
from lib.wording import moment_lines
from tests.incidents.pdf_reading import (
    dangers_of,
    fonts_of,
    letters_of,
    pages_linked_from,
    pages_of,
    squeezed,
    text_of,
)
from tests.incidents.report_from_case import case_values, draft_issue, report_of

CASES = ("sikm-2020", "jaki-2023")
LANGUAGES = ("id", "en")
STAMPS = {
    "id": "Rekonstruksi dari sumber publik, bukan dokumen resmi",
    "en": "Reconstructed from public sources, not an official document",
}
_IN_OTHER_WORDS = {"key", "kind", "claim", "origin", "tlp", "language", "owner", "shared_with", "same_as"}
_IN_OTHER_WORDS |= {"part_of", "operator", "source", "precision", "earliest", "latest", "of", "discovery"}
_IN_OTHER_WORDS |= {"published_at", "since", "cia", "affected", "data_subjects", "bssn"}
_LISTS_OF_CODES = {"categories", "personal_data"}


@pytest.fixture(scope="module")
def printed() -> dict[tuple[str, str], bytes]:
    """The four reports."""
    both = [(case, language) for case in CASES for language in LANGUAGES]
    return {each: render(report_of(*each), draft_issue()) for each in both}


def texts_in(values: Any, language: str) -> list[str]:
    """Every text a case file holds, in one language where it has both."""
    if isinstance(values, str):
        return [values]
    if isinstance(values, list):
        return [text for each in values for text in texts_in(each, language)]
    if not isinstance(values, dict):
        return []
    if values.keys() <= {"id", "en"}:
        return [values.get(language) or next(iter(values.values()))]
    found = []
    for key, each in values.items():
        codes = key in _LISTS_OF_CODES and isinstance(each, list)
        if key not in _IN_OTHER_WORDS and not codes:
            found += texts_in(each, language)
    return found


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_case_is_printed(
    printed: dict[tuple[str, str], bytes], case: str, language: str
) -> None:
    letters = letters_of(printed[case, language]).casefold()
    texts = texts_in(case_values(case), language)
    assert len(texts) > 30
    assert [text for text in texts if squeezed(text).casefold() not in letters] == []


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_case_is_printed_as_its_word(
    printed: dict[tuple[str, str], bytes], case: str, language: str
) -> None:
    values, words, text = case_values(case), words_of(language), text_of(printed[case, language])
    expected = [words.of("kinds", fact["kind"]) for fact in values["timeline"]]
    expected += [words.of("claims", fact["claim"]) for fact in values["timeline"]]
    expected += [words.of("losses", each) for asset in values["assets"] for each in asset.get("affected", ())]
    expected += [words.of("data", each) for each in values["personal_data"]["categories"]]
    expected += [words.of("holds", unknown["kind"]) for unknown in values["unknowns"]]
    expected.append(words.of("discoveries", values["classification"]["discovery"]))
    expected.append(f"BSSN: {words.of('bssn_types', values['classification']['bssn'])}")
    assert [word for word in expected if word not in text] == []


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_printed_with_its_time_and_source(
    printed: dict[tuple[str, str], bytes], case: str, language: str
) -> None:
    letters = letters_of(printed[case, language])
    for fact in report_of(case, language).facts:
        moment = Moment(fact.when.earliest, fact.when.latest, Precision(fact.when.precision), fact.when.zone)
        entry = f"F{fact.number}{words_of(language).of('kinds', fact.kind)}"
        assert squeezed(entry) in letters
        assert squeezed(moment_lines(moment, language).day).casefold() in letters.casefold()
        assert all(f"[{number}]" in letters for number in fact.sources)


def test_dates_and_who_belongs_to_whom_are_printed(printed: dict[tuple[str, str], bytes]) -> None:
    permit, app = text_of(printed["sikm-2020", "id"]), text_of(printed["jaki-2023", "en"])
    assert "kumparan, terbit 22 Mei 2020 pukul 18.32 WIB" in permit
    assert "Pihak luar; mitra pengamanan autentikasi" in permit
    assert "Pemilik insiden; bagian dari Pemprov DKI; menjalankan layanan perizinan" in permit
    assert "Ikut menangani; bagian dari Pemprov DKI" in permit
    assert (
        "Situs Jakarta Tanggap COVID-19 (pintu masuk SIKM) https://corona.jakarta.go.id Diskominfotik"
        in permit
    )
    assert "Since 27 September 2019" in app
    assert "cites tirto.id" in app
    assert "date of publication not on record" in app


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_readings_of_the_permit_leak_stand_side_by_side(
    printed: dict[tuple[str, str], bytes], language: str
) -> None:
    text = text_of(printed["sikm-2020", language])
    spans = {
        "id": ("18 Mei 2020 pukul 23.30–24.00 WIB", "19 Mei 2020 pukul 23.30–24.00 WIB"),
        "en": ("18 May 2020, 23:30–24:00 WIB", "19 May 2020, 23:30–24:00 WIB"),
    }[language]
    assert all(span in text for span in spans)
    assert {"id": "Bacaan A", "en": "Reading A"}[language] in text
    assert {"id": "Bacaan B", "en": "Reading B"}[language] in text
    assert {"id": "hari Senin", "en": "a Monday"}[language] in text


def test_an_unknown_number_of_people_is_said_to_be_unknown(
    printed: dict[tuple[str, str], bytes],
) -> None:
    assert "Orang terdampak Tidak diketahui" in text_of(printed["sikm-2020", "id"])
    assert "People affected Unknown" in text_of(printed["sikm-2020", "en"])
    assert "Jumlah subjek data Tidak diketahui" in text_of(printed["sikm-2020", "id"])


def test_the_app_was_cleared_after_about_80_minutes(printed: dict[tuple[str, str], bytes]) -> None:
    english, indonesian = (text_of(printed["jaki-2023", language]) for language in ("en", "id"))
    assert "Time to contain about 80 minutes" in english
    assert "12 December 2023, about 21:00 – 22:20 WIB (F3, F5)" in english
    assert "Waktu sampai tertahan sekitar 80 menit" in indonesian


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_stamp_limit_and_page_number_stand_on_every_page(
    printed: dict[tuple[str, str], bytes], case: str, language: str
) -> None:
    pages = pages_of(printed[case, language])
    page_of = {"id": "Halaman {} dari {}", "en": "Page {} of {}"}[language]
    for number, page in enumerate(pages, 1):
        assert STAMPS[language] in page
        assert page.count("TLP:CLEAR") >= 2
        assert page_of.format(number, len(pages)) in page
        assert {"id": "DRAF", "en": "DRAFT"}[language] in page


@pytest.mark.parametrize("case", CASES)
def test_only_our_own_embedded_typefaces_are_used(printed: dict[tuple[str, str], bytes], case: str) -> None:
    fonts = fonts_of(printed[case, "id"])
    assert fonts
    assert all(fonts.values())
    assert {name.split("+")[1].split("-")[0] for name in fonts} <= {"Inter", "PlusJakartaSans", "NotoSans"}


@pytest.mark.parametrize("case", CASES)
def test_the_file_holds_no_address_script_or_picture(
    printed: dict[tuple[str, str], bytes], case: str
) -> None:
    assert dangers_of(printed[case, "id"]) == []


def test_the_contents_name_the_page_of_each_section(printed: dict[tuple[str, str], bytes]) -> None:
    pdf = printed["sikm-2020", "id"]
    pages = pages_of(pdf)
    linked = pages_linked_from(pdf, 2)
    report, issue = report_of("sikm-2020", "id"), draft_issue()
    assert len(linked) == 11 + 3 + 2 + 2
    assert linked == sorted(linked)
    for title, page in (("Ringkasan manajemen", linked[0]), ("Data penerbitan", linked[-3])):
        assert title in pages[page - 1]
        assert f"{title} {page}" in pages[1] or f"{page} {title}" in pages[1] or str(page) in pages[1]
    assert report.title.text in pages[0]
    assert issue.number in pages[0]


def test_the_same_report_is_the_same_bytes(printed: dict[tuple[str, str], bytes]) -> None:
    assert render(report_of("jaki-2023", "id"), draft_issue()) == printed["jaki-2023", "id"]


def test_a_text_in_the_other_language_carries_its_mark() -> None:
    report = report_of("jaki-2023", "en")
    text = text_of(render(report, draft_issue()))
    assert "notifikasi dan berita ID" in text
    assert "The notification can no longer be found. ID" not in text
    quoted = replace(report, facts=tuple(replace(fact, what=_foreign(fact.what)) for fact in report.facts))
    assert "can no longer be found. ID" in text_of(render(quoted, draft_issue()))


def _foreign(phrase: Any) -> Any:
    return replace(phrase, language="id")


def test_the_verification_address_and_hash_are_printed(printed: dict[tuple[str, str], bytes]) -> None:
    from_issue = letters_of(printed["sikm-2020", "id"])
    assert squeezed(draft_issue().verify_url) in from_issue
    assert "SHA-256" in from_issue


@pytest.mark.parametrize(
    "place",
    ["http://127.0.0.1:8000", "https://tanggap.jakarta.go.id", "https://" + "nama-dinas." * 6 + "go.id"],
)
def test_the_code_of_the_verification_address_is_never_broken(place: str) -> None:
    code = "7K2M-9QXD-4TWV-XYZ0"
    pdf = render(report_of("sikm-2020", "id"), draft_issue(verify_url=f"{place}/verify/{code}"))
    lines = pypdf.PdfReader(BytesIO(pdf)).pages[-1].extract_text().splitlines()
    assert any(line.strip().endswith(code) for line in lines)


def test_both_languages_have_all_words() -> None:
    assert keys_of("id") == keys_of("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_names_bssn_types_as_the_portal_does(language: str) -> None:
    with translation.override(language):
        titles = [str(each.label) for each in BssnType]
    assert [words_of(language).of("bssn_types", each) for each in BssnType.values] == titles


def test_the_leak_has_its_english_title_in_the_english_report(
    printed: dict[tuple[str, str], bytes],
) -> None:
    english, indonesian = (text_of(printed["sikm-2020", language]) for language in ("en", "id"))
    assert "Type (BSSN) Data leak" in english
    assert "BSSN: Data leak" in english
    assert "kebocoran data" not in english.casefold()
    assert "Jenis (BSSN) Kebocoran data" in indonesian


@pytest.mark.parametrize(
    ("kind", "by", "said"),
    [
        ("", "Warga", "Ditemukan oleh Warga"),
        ("external", "Warga", "Ditemukan oleh Pihak luar: Warga"),
        ("internal", "", "Ditemukan oleh Pihak dalam"),
        ("", "", "Ditemukan oleh Belum dicatat"),
    ],
)
def test_who_discovered_it_is_named_also_without_the_kind(kind: str, by: str, said: str) -> None:
    discovered = Classification(discovery=kind, discovered_by=Phrase(by) if by else None)
    report = PostIncidentReport("id", "live", "AMBER", report_of("sikm-2020").title, (), ())
    text = text_of(render(replace(report, classification=discovered), draft_issue()))
    assert said in text
    assert "Belum dicatat: " not in text


def test_a_report_without_anything_in_it_still_prints() -> None:
    empty = PostIncidentReport("id", "live", "RED", report_of("sikm-2020").title, (), ())
    text = text_of(render(empty, draft_issue()))
    for words in ("no_facts", "no_assets", "no_requirements", "no_follow_ups", "no_sources"):
        assert words_of("id")(words) in text
