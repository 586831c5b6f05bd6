"""A live, approved report: no stamp, no watermark, who approved it, to whom it went, how disputes ended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incidents.reports.model import CountFigure, PersonalData
from incidents.reports.post_incident import render
from tests.incidents.live_report import in_english, issued, live_report
from tests.incidents.pdf_reading import dangers_of, letters_of, pages_of, squeezed, text_of


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The approved printing in Indonesian."""
    return render(live_report(), issued())


@pytest.fixture(scope="module")
def text(pdf: bytes) -> str:
    """What a reader sees of it."""
    return text_of(pdf)


def test_an_approved_live_report_has_neither_stamp_nor_watermark(pdf: bytes) -> None:
    for page in pages_of(pdf):
        assert "Rekonstruksi" not in page
        assert "Latihan, bukan" not in page
        assert "DRAF" not in page
        assert page.count("TLP:AMBER+STRICT") >= 2


def test_the_same_report_as_a_draft_says_so_on_every_page() -> None:
    draft = render(live_report(), replace(issued(), state="draft", approval=None))
    assert all("DRAF" in page for page in pages_of(draft))
    assert "Belum disetujui" in text_of(draft)


def test_an_exercise_is_stamped_as_one() -> None:
    pages = pages_of(render(replace(live_report(), origin="exercise"), issued()))
    assert all("Latihan, bukan insiden sungguhan" in page for page in pages)


def test_the_approval_names_role_name_and_moment(text: str) -> None:
    assert "Disetujui oleh" in text
    assert "Kepala Dinas Nama Nama Pejabat" in text
    assert "25 Oktober 2026 pukul 09.40 WITA" in text


def test_every_hand_over_is_listed_with_how_and_its_receipt(text: str) -> None:
    for words in ("Badan Siber dan Sandi Negara", "Surel bersandi", "TT-2026-118"):
        assert words in text
    for words in ("Kepala Bidang Persandian", "Tatap muka", "Belum ada tanda terima"):
        assert words in text


def test_it_says_what_it_supersedes(text: str) -> None:
    assert "versi 1.0, terbit 22 Oktober 2026 pukul 18.20 WITA" in text
    assert "cdcdcdcdcdcdcdcd" in text


def test_a_settled_dispute_shows_both_readings_and_why_one_stands(text: str) -> None:
    assert "Bacaan A, yang dipakai" in text
    assert "“menjelang siang”" in text
    assert "Diselesaikan: bacaan A yang dipakai, oleh Kepala Bidang Layanan" in text
    assert "Log basis data lebih tepercaya daripada ingatan" in text
    assert "BKT-0003" in text


def test_readings_of_quantity_and_cause_are_shown_too(text: str) -> None:
    for words in ("2 bacaan atas jumlahnya", "“seluruh basis data”", "17"):
        assert words in text
    for words in ("2 bacaan atas penyebabnya", "“cacat aplikasi”"):
        assert words in text


def test_a_confirmed_cause_stands_beside_the_claims_with_its_proof(text: str) -> None:
    assert "Dikonfirmasi oleh Tim forensik Diskominfo" in text
    assert "Dasar: log VPN dan keterangan pemasok" in text
    assert "Serangan dari luar" in text
    assert "Belum ada penyebab yang dikonfirmasi" not in text


def test_follow_ups_show_owner_date_state_and_what_belongs_to_them(text: str) -> None:
    for words in (
        "Kepala Seksi Aplikasi",
        "30 November 2026",
        "Terverifikasi",
        "Diperiksa oleh Auditor internal",
    ):
        assert words in text
    for words in ("Tiket Redmine: #4711", "UU 27/2022 Pasal 46", "Dibatalkan", "Belum ada"):
        assert words in text


def test_requirements_say_whether_they_failed_were_missing_or_worked(text: str) -> None:
    for words in ("A.5.22", "Gagal", "Belum ada", "Berfungsi", "Pelajaran", "Akun tidak ditinjau sejak 2024"):
        assert words in text


def test_a_range_of_people_and_a_range_of_minutes_are_ranges(text: str) -> None:
    assert "1.200–12.500" in text
    assert "50–95 menit" in text


def test_what_was_found_out_later_holds_nothing_up_any_more(text: str) -> None:
    assert "Kini diketahui: Tidak; lalu lintas keluar sudah diperiksa" in text
    assert "1 hal belum diketahui" in text


def test_how_it_was_closed_is_told(text: str) -> None:
    assert "19 Oktober 2026 pukul 07.00 WITA, oleh Kepala Dinas" in text
    assert "Masih terbuka saat ditutup: TL-2: faktor kedua" in text


def test_facts_keep_the_words_as_said_and_their_correction(text: str) -> None:
    assert "Menurut sumber: “jam sepuluh kurang dua puluh”" in text
    assert "Dikoreksi (revisi 2): Waktu semula ditulis dari ingatan" in text


def test_a_zone_of_its_own_is_used_throughout(text: str) -> None:
    assert "WITA" in text
    assert "WIB" not in text


def test_the_only_picture_is_the_crest(pdf: bytes) -> None:
    without = replace(issued().letterhead, crest=None)
    assert set(dangers_of(pdf)) == {"picture"}
    assert dangers_of(render(live_report(), replace(issued(), letterhead=without))) == []


def test_bytes_that_are_no_picture_leave_the_crest_out() -> None:
    broken = replace(issued().letterhead, crest=b"<svg onload=alert(1)>")
    assert dangers_of(render(live_report(), replace(issued(), letterhead=broken))) == []


def test_the_english_report_quotes_indonesian_words_with_their_mark() -> None:
    english = text_of(render(in_english(live_report()), issued()))
    assert "Tabel antrean dihapus lewat akun pemasok." in english
    assert "Basis data layanan antrean dihapus lewat akun pemasok ID" in english
    assert "5 October 2026, 09:40 WITA" in english
    assert "Time to contain 50–95 minutes" in english


def test_a_stored_hash_is_printed_as_it_was_stored() -> None:
    stored = "0123456789abcdef" * 4
    letters = letters_of(render(live_report(), replace(issued(), content_hash=stored)))
    assert squeezed(stored) in letters


def test_what_nobody_has_recorded_of_personal_data_is_not_reported_as_none() -> None:
    silent = text_of(render(replace(live_report(), personal_data=PersonalData(recorded=False)), issued()))
    assert silent.count("Belum ada yang mencatatnya.") == 4, "kinds and people, in figures and details"
    assert "Tidak ada yang dilaporkan" not in silent
    assert "Tidak ada sumber yang menyebut jumlahnya" not in silent
    seen = PersonalData(concerned=True, recorded=False)
    concerned = text_of(render(replace(live_report(), personal_data=seen), issued()))
    assert concerned.count("Data pribadi ikut terdampak") == 2


def test_that_nobody_was_affected_is_reported_as_none() -> None:
    none = PersonalData(subjects=CountFigure("exact", 0, 0))
    told = text_of(render(replace(live_report(), personal_data=none), issued()))
    assert told.count("Tidak ada yang dilaporkan") == 2
    assert "Belum ada yang mencatatnya" not in told
