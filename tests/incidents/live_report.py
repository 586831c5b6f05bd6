"""A live, approved report with everything a report can hold; an invented incident, people named by role."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from incidents.reports.issue_data import HandOver, IssueData, Letterhead, Signature, Superseded
from incidents.reports.model import (
    Asset,
    Cause,
    Classification,
    Closing,
    CountFigure,
    DurationFigure,
    Fact,
    FollowUp,
    Party,
    PersonalData,
    Phrase,
    PostIncidentReport,
    Reading,
    Requirement,
    Settlement,
    Source,
    TeamRole,
    TicketLink,
    Unknown,
    When,
)

START = datetime(2026, 10, 5, 1, 40, tzinfo=UTC)
ZONE = "Asia/Makassar"


def at(minutes: int, precision: str = "minute") -> When:
    """A clock time so many minutes after the start."""
    return When(START + timedelta(minutes=minutes), None, precision, ZONE)


def between(low: int, high: int, precision: str = "about") -> When:
    """A span in minutes after the start."""
    return When(START + timedelta(minutes=low), START + timedelta(minutes=high), precision, ZONE)


def crest() -> bytes:
    """A picture that can stand for a crest."""
    picture = Image.new("RGBA", (120, 140), (0, 0, 0, 0))
    ImageDraw.Draw(picture).polygon(
        [(5, 5), (115, 5), (115, 80), (60, 135), (5, 80)], fill=(11, 87, 183, 255)
    )
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def says(text: str) -> Phrase:
    """Words in Indonesian."""
    return Phrase(text, "id")


def live_report() -> PostIncidentReport:
    """The content, in Indonesian."""
    return PostIncidentReport(
        language="id",
        origin="live",
        tlp="AMBER+STRICT",
        title=says("Basis data layanan antrean dihapus lewat akun pemasok"),
        description=says(
            "Akun pemasok dipakai dari luar jam kerja untuk menghapus tabel antrean rumah sakit daerah."
        ),
        zone=ZONE,
        facts=_facts(),
        sources=_sources(),
        parties=(
            Party("prov", "Pemerintah Provinsi Contoh", "Pemprov Contoh"),
            Party("diskes", "Dinas Kesehatan Provinsi Contoh", "Dinkes", "prov", stance="owner"),
            Party("kominfo", "Dinas Komunikasi dan Informatika", "Diskominfo", "prov", stance="shared"),
            Party("vendor", "Pemasok aplikasi antrean", external=True, role=says("memelihara aplikasi")),
        ),
        team=(
            TeamRole("commander", says("Kepala Bidang Layanan")),
            TeamRole("handler", says("Petugas Respons")),
            TeamRole("data_protection_officer", says("Pejabat pelindungan data pribadi dinas")),
        ),
        classification=Classification(
            ("availability", "integrity"),
            "internal",
            says("pemantauan basis data"),
            "Intrusions",
            "akses ilegal",
            "high",
            3,
            3,
            "closed",
        ),
        assets=_assets(),
        personal_data=PersonalData(
            ("name", "nik", "health"),
            CountFigure("range", 1200, 12500),
            says("akun pemasok"),
            says("Tidak ada tanda data dibawa keluar"),
        ),
        to_detect=DurationFigure("exact", 22, 22, rests_on=(1, 2)),
        to_contain=DurationFigure("range", 50, 95, rests_on=(1, 4), disputed=False),
        causes=(
            Cause(says("Kesalahan petugas pemasok"), "stated", (2,)),
            Cause(says("Serangan dari luar"), "refuted", (2,)),
            Cause(
                says("Kata sandi akun pemasok dipakai ulang dan tanpa faktor kedua"),
                "confirmed",
                (1,),
                says("Tim forensik Diskominfo"),
                at(4000, "day"),
                says("log VPN dan keterangan pemasok"),
            ),
        ),
        unknowns=(
            Unknown(
                "data_left",
                says("Apakah data keluar dari jaringan"),
                answer=says("Tidak; lalu lintas keluar sudah diperiksa"),
            ),
            Unknown("third_party", says("Siapa yang memakai akun itu"), says("Laporan kepada kepolisian")),
        ),
        requirements=(
            Requirement(
                "A.5.22",
                "Pemantauan layanan pemasok",
                "failed",
                ("TL-1",),
                says("Akun tidak ditinjau sejak 2024"),
            ),
            Requirement("A.8.5", "Autentikasi aman", "missing", ("TL-2",)),
            Requirement("A.8.13", "Pencadangan informasi", "worked"),
            Requirement("A.5.24", "Perencanaan manajemen insiden", "lesson", ("TL-3",)),
        ),
        follow_ups=_follow_ups(),
        closing=Closing(
            at(20000),
            says("Layanan pulih dan sebab diketahui"),
            says("Kepala Dinas"),
            (says("TL-2: faktor kedua"),),
        ),
    )


def _facts() -> tuple[Fact, ...]:
    readings = (
        Reading("moment", says("pukul 09.40"), 1, at(0)),
        Reading(
            "moment", says("menjelang siang"), 2, between(100, 160), note=says("jam peladen meleset satu jam")
        ),
        Reading("quantity", says("tiga tabel"), 1, value="3"),
        Reading("quantity", says("seluruh basis data"), 2, value="17"),
        Reading("cause", says("akun pemasok"), 1),
        Reading("cause", says("cacat aplikasi"), 2),
    )
    settled = Settlement(
        "moment",
        1,
        says("Log basis data lebih tepercaya daripada ingatan"),
        says("Kepala Bidang Layanan"),
        at(3000),
        1,
        "BKT-0003",
    )
    return (
        Fact(
            1,
            "occurrence",
            "confirmed",
            says("Tabel antrean dihapus lewat akun pemasok."),
            at(0),
            sources=(1, 2),
            readings=readings,
            disputed=("quantity", "cause"),
            settlements=(settled,),
            as_said=says("jam sepuluh kurang dua puluh"),
            revision=2,
            corrected=says("Waktu semula ditulis dari ingatan"),
        ),
        Fact(2, "detection", "confirmed", says("Pemantauan membunyikan alarm."), at(22), sources=(1,)),
        Fact(
            3,
            "awareness",
            "confirmed",
            says("Petugas jaga membaca alarm."),
            When(at(22).earliest, None, "minute", ZONE, 2),
            sources=(1,),
        ),
        Fact(4, "containment", "confirmed", says("Akun pemasok dimatikan."), between(50, 95), sources=(1,)),
        Fact(5, "recovery", "confirmed", says("Cadangan dipulihkan dan diuji."), at(300), sources=(1,)),
        Fact(6, "decision", "reported", says("Layanan dibuka kembali."), at(330, "hour"), sources=(2,)),
        Fact(
            7,
            "statement",
            "refuted",
            Phrase("The application failed by itself.", "en"),
            at(400, "day"),
            Phrase("Account manager of the supplier", "en"),
            (2,),
        ),
    )


def _sources() -> tuple[Source, ...]:
    return (
        Source(
            1, says("Log basis data antrean"), says("Dinas Kesehatan"), evidence="BKT-0003", sha256="ab" * 32
        ),
        Source(
            2,
            says("Surat penjelasan pemasok"),
            says("Pemasok"),
            When(START + timedelta(days=2), None, "day", ZONE),
            "log aplikasi",
            "https://contoh.example/surat?id=7&a=<b>",
        ),
    )


def _assets() -> tuple[Asset, ...]:
    return (
        Asset(
            "Basis data antrean",
            "Dinkes",
            "https://antrean.contoh.example",
            date(2021, 3, 1),
            says("nomor antrean dan jadwal"),
            (says("tabel antrean"), Phrase("archive", "en")),
            ("name", "nik", "health"),
            ("availability", "integrity"),
            "recovered",
            says("dipulihkan dari cadangan malam"),
        ),
        Asset("Aplikasi antrean", "Pemasok", lost=(), state="unaffected"),
    )


def _follow_ups() -> tuple[FollowUp, ...]:
    day = When(
        datetime(2026, 11, 29, 16, 0, tzinfo=UTC), datetime(2026, 11, 30, 16, 0, tzinfo=UTC), "day", ZONE
    )
    return (
        FollowUp(
            "TL-1",
            says("Tinjau semua akun pemasok"),
            "verified",
            ("A.5.22",),
            says("Kepala Seksi Aplikasi"),
            day,
            at(9000),
            says("Auditor internal"),
        ),
        FollowUp(
            "TL-2",
            says("Wajibkan faktor kedua untuk akses jarak jauh"),
            "open",
            ("A.8.5",),
            says("Kepala Seksi Jaringan"),
            day,
            tickets=(TicketLink("Redmine", "#4711"),),
        ),
        FollowUp("TL-3", says("Latih pengalihan layanan"), "proposed", ("A.5.24",)),
        FollowUp(
            "TL-4",
            says("Beri tahu subjek data"),
            "done",
            (),
            says("Pejabat pelindungan data pribadi"),
            day,
            at(2000),
            duty="UU 27/2022 Pasal 46",
            note=says("Disampaikan lewat surat"),
        ),
        FollowUp("TL-5", says("Ganti pemasok"), "cancelled", (), says("Kepala Dinas"), day),
    )


def issued() -> IssueData:
    """An approved printing that was handed over twice."""
    regulator = HandOver(
        "Badan Siber dan Sandi Negara",
        says("Petugas penerima laporan"),
        at=at(30000),
        channel="Surel bersandi",
        receipt="TT-2026-118",
    )
    sibling = HandOver("Diskominfo", says("Kepala Bidang Persandian"), "", at(30100), "Tatap muka")
    return IssueData(
        state="issued",
        number="INS-2026-0042",
        version="1.1",
        letterhead=Letterhead(
            "Pemerintah Provinsi Contoh",
            "Dinas Kesehatan",
            "UPT Sistem Informasi",
            ("Jalan Contoh 12", "surel@contoh.example"),
            "Dinkes",
            crest(),
        ),
        built_at=START + timedelta(days=20),
        builder="Tanggap 0.1.0",
        zone=ZONE,
        verify_url="https://tanggap.example/verify/3F8K-77QP-ZD",
        file_name="INS-2026-0042-1.1-id.pdf",
        supersedes=Superseded("1.0", "cd" * 32, at(25000)),
        prepared=Signature(says("Petugas Respons"), "", "Dinas Kesehatan", at(28000)),
        approval=Signature(says("Kepala Dinas"), "Nama Pejabat", "Dinas Kesehatan", at(28800)),
        handovers=(regulator, sibling),
    )


def in_english(report: PostIncidentReport) -> PostIncidentReport:
    """The same content told in English; what was written in Indonesian is quoted."""
    return replace(report, language="en")
