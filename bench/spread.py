"""The believable spread: how many of what, in which words. All choices come from one seeded source."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from incidents.lifecycle import Phase
from incidents.severity import severity
from incidents.vocabulary import Claim, FactKind, RsitClass
from lib.tlp import Tlp

FIRST_DAY = datetime(2022, 1, 1, tzinfo=UTC)
DAYS = 1750
AGENCIES = 40
UNITS_EACH = 5
RARE_WORD = "zirkonium"
COMMON_WORD = "layanan"

CLASSES = {
    RsitClass.FRAUD: 24,
    RsitClass.MALICIOUS_CODE: 18,
    RsitClass.INTRUSION_ATTEMPTS: 15,
    RsitClass.INFORMATION_CONTENT_SECURITY: 11,
    RsitClass.AVAILABILITY: 10,
    RsitClass.INTRUSIONS: 8,
    RsitClass.VULNERABLE: 6,
    RsitClass.ABUSIVE_CONTENT: 4,
    RsitClass.INFORMATION_GATHERING: 3,
    RsitClass.OTHER: 1,
}
TLPS = {Tlp.AMBER: 60, Tlp.GREEN: 22, Tlp.CLEAR: 8, Tlp.AMBER_STRICT: 7, Tlp.RED: 3}
SUBJECTS = (
    "portal layanan|surel dinas|server berkas|aplikasi perizinan|jaringan kantor|laptop dinas|situs web"
)
EVENTS = (
    "disusupi tautan pengelabuan|tidak dapat dibuka|menampilkan data orang lain|mengirim berkas berbahaya"
    "|mendapat percobaan masuk berulang|terkunci perangkat pemeras|memuat iklan judi"
)
PLACES = "loket pelayanan|ruang rapat|pusat data|kantor kecamatan|unit keuangan|bagian umum"
KINDS = [
    FactKind.OCCURRENCE,
    FactKind.DETECTION,
    FactKind.AWARENESS,
    FactKind.ACTION,
    FactKind.CONTAINMENT,
    FactKind.RECOVERY,
]
CLAIMS = {Claim.REPORTED: 40, Claim.CONFIRMED: 45, Claim.STATED: 15}


def weighted(random: Random, table: dict) -> object:
    """One key of the table, by its weight."""
    return random.choices(list(table), weights=list(table.values()))[0]


def title(random: Random) -> str:
    """What an incident might be called."""
    return f"{random.choice(SUBJECTS.split('|')).capitalize()} {random.choice(EVENTS.split('|'))}"


def summary(random: Random, number: int) -> str:
    """A few sentences; every 40,000th holds the rare word."""
    where, again = random.choice(PLACES.split("|")), random.choice(EVENTS.split("|"))
    rare = f" Kode {RARE_WORD}." if number % 40_000 == 7 else ""
    common = f" Petugas {COMMON_WORD} melapor dari {where}." if random.random() < 0.6 else ""
    return f"{title(random)} di {where}.{common} Keadaan serupa: {again}.{rare}"


def moment(random: Random) -> datetime:
    """Some time in the last years, more often in office hours and lately."""
    day = int(DAYS * random.random() ** 0.8)
    hour = random.choices(range(24), weights=[1] * 7 + [6] * 11 + [2] * 6)[0]
    return FIRST_DAY + timedelta(days=day, hours=hour, minutes=random.randrange(60))


def phase(random: Random, at: datetime) -> Phase:
    """Old ones are closed; of the last 60 days a third is open."""
    recent = at > FIRST_DAY + timedelta(days=DAYS - 60)
    if random.random() < (0.67 if recent else 0.995):
        return Phase.CLOSED
    return random.choice([Phase.TRIAGE, Phase.CONTAINMENT, Phase.ERADICATION, Phase.RECOVERY, Phase.REVIEW])


def impact_urgency(random: Random) -> tuple[int, int, str]:
    """Mostly mild, with its severity."""
    impact = random.choices([1, 2, 3, 4], weights=[45, 35, 16, 4])[0]
    urgency = random.choices([1, 2, 3, 4], weights=[40, 35, 18, 7])[0]
    return impact, urgency, severity(impact, urgency)
