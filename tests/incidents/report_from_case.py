"""Builds the report's content straight from a case file, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import yaml

from incidents.reports.issue_data import IssueData, Letterhead
from incidents.reports.model import (
    Asset,
    Cause,
    Classification,
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
    Source,
    Unknown,
    When,
)
from incidents.timing import KeyFigure, TimedFact, time_to_contain, time_to_detect
from incidents.vocabulary import Claim, FactKind
from lib.moments import Moment, Precision, moment_from_values, overlaps

CASES = Path(__file__).resolve().parents[2] / "incidents" / "cases" / "data"
ZONE = "Asia/Jakarta"
BUILT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
TITLES = {
    "A.8.32": ("Manajemen perubahan", "Change management"),
    "A.8.29": ("Pengujian keamanan dalam pengembangan dan penerimaan", "Security testing in development"),
    "A.8.31": (
        "Pemisahan lingkungan pengembangan, pengujian, dan produksi",
        "Separation of development, test and production environments",
    ),
    "A.8.3": ("Pembatasan akses informasi", "Information access restriction"),
    "A.8.26": ("Persyaratan keamanan aplikasi", "Application security requirements"),
    "A.5.34": ("Privasi dan pelindungan informasi pribadi", "Privacy and protection of PII"),
    "A.8.11": ("Penyamaran data", "Data masking"),
    "A.8.16": ("Aktivitas pemantauan", "Monitoring activities"),
    "A.6.8": ("Pelaporan peristiwa keamanan informasi", "Information security event reporting"),
    "A.8.15": ("Pencatatan log", "Logging"),
    "A.5.7": ("Intelijen ancaman", "Threat intelligence"),
    "A.8.2": ("Hak akses istimewa", "Privileged access rights"),
    "A.8.5": ("Autentikasi aman", "Secure authentication"),
    "A.5.22": (
        "Pemantauan, tinjauan, dan manajemen perubahan layanan pemasok",
        "Monitoring, review and change management of supplier services",
    ),
    "10.1": ("Perbaikan berkelanjutan", "Continual improvement"),
    "A.5.27": ("Belajar dari insiden keamanan informasi", "Learning from information security incidents"),
}


def case_values(name: str) -> dict[str, Any]:
    """The raw values of a case file."""
    values: dict[str, Any] = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return values


def report_of(name: str, language: str = "id") -> PostIncidentReport:
    """The content of the report on a case, in one language."""
    return CaseReport(case_values(name), language).report()


def draft_issue(*, number: str = "INS-2026-0001", **changes: Any) -> IssueData:
    """A draft printing of the permit service."""
    values: dict[str, Any] = {
        "state": "draft",
        "number": number,
        "version": "0.3",
        "letterhead": Letterhead(
            "Pemerintah Provinsi DKI Jakarta",
            "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
            address=("Jalan Contoh 1, Jakarta", "Telepon, surel, dan situs web"),
            short="DPMPTSP",
        ),
        "built_at": BUILT,
        "builder": "Tanggap 0.1.0",
        "verify_url": "https://tanggap.example/verify/7K2M-9QXD-4T",
    }
    return IssueData(**{**values, **changes})


class CaseReport:
    """A case file being turned into a report."""

    def __init__(self, values: dict[str, Any], language: str) -> None:
        self.values, self.language = values, language
        self.organisations = {each["key"]: each for each in values["organisations"]}
        self.sources = {each["key"]: number for number, each in enumerate(values["sources"], 1)}
        by_key = {each["key"]: each for each in values["timeline"]}
        self.moments = {key: self._moment(by_key, key) for key in by_key}
        keys = sorted(by_key, key=lambda key: self.moments[key].sort_at(_LAST))
        self.numbers = {key: number for number, key in enumerate(keys, 1)}
        self.timeline = [by_key[key] for key in keys]

    def phrase(self, value: Any) -> Phrase | None:
        """A text in the report's language where there is one, else in the other with its mark."""
        if value is None:
            return None
        if isinstance(value, str):
            return Phrase(value, self.values["language"])
        other = {"id": "en", "en": "id"}[self.language]
        language = self.language if self.language in value else other
        return Phrase(value[language], language)

    def said(self, value: Any) -> Phrase:
        """A text that must be there."""
        phrase = self.phrase(value)
        assert phrase is not None
        return phrase

    def _moment(self, by_key: dict[str, Any], key: str) -> Moment:
        told = by_key[key]["moment"]
        precision = Precision(told["precision"])
        if "same_as" in told:
            return self._moment(by_key, told["same_as"]).loosened(precision)
        return moment_from_values(
            earliest=told.get("earliest"), latest=told.get("latest"), precision=precision, zone=ZONE
        )

    def when(self, moment: Moment, same_as: int | None = None) -> When:
        """A moment as the report holds it."""
        return When(moment.earliest, moment.latest, str(moment.precision), moment.zone, same_as)

    def report(self) -> PostIncidentReport:
        """The whole content."""
        values = self.values
        facts = self.facts()
        lessons = values["lessons"]
        return PostIncidentReport(
            language=self.language,
            origin=values["origin"],
            tlp=values["tlp"],
            title=self.said(values["title"]),
            facts=facts,
            sources=tuple(self.source(each) for each in values["sources"]),
            case=values["case"],
            parties=tuple(self.party(each) for each in values["organisations"]),
            classification=self.classification(),
            assets=tuple(self.asset(each) for each in values["assets"]),
            personal_data=self.personal_data(),
            to_detect=_figure(time_to_detect(self._timed(facts))),
            to_contain=_figure(time_to_contain(self._timed(facts))),
            causes=tuple(
                Cause(self.said(each["text"]), each["claim"], self._numbers_of(each))
                for each in values["causes"]
            ),
            unknowns=tuple(Unknown(each["kind"], self.said(each["text"])) for each in values["unknowns"]),
            requirements=self.requirements(lessons),
            follow_ups=tuple(
                FollowUp(f"TL-{number}", self.said(each["text"]), requirements=tuple(each["requirements"]))
                for number, each in enumerate(lessons, 1)
            ),
        )

    def _numbers_of(self, entry: dict[str, Any]) -> tuple[int, ...]:
        return (self.sources[entry["source"]],) if entry.get("source") else ()

    def facts(self) -> tuple[Fact, ...]:
        """The facts in their order."""
        disputed = {each["key"] for each in self.timeline if self._stand_against(each)}
        facts = []
        for entry in self.timeline:
            same = entry["moment"].get("same_as")
            inherited = entry["key"] in disputed or same in disputed
            facts.append(
                Fact(
                    number=self.numbers[entry["key"]],
                    kind=entry["kind"],
                    claim=entry["claim"],
                    what=self.said(entry["what"]),
                    when=self.when(self.moments[entry["key"]], self.numbers.get(same)),
                    speaker_role=self.phrase(entry.get("speaker_role")),
                    sources=self._numbers_of(entry),
                    readings=tuple(self.reading(each) for each in entry.get("readings", ())),
                    disputed=("moment",) if inherited else (),
                )
            )
        return tuple(facts)

    def _stand_against(self, entry: dict[str, Any]) -> bool:
        moments = [self._reading_moment(each) for each in entry.get("readings", ()) if each["of"] == "moment"]
        return any(not overlaps(one, other) for one in moments for other in moments)

    def _reading_moment(self, entry: dict[str, Any]) -> Moment:
        return moment_from_values(
            earliest=entry.get("earliest"),
            latest=entry.get("latest"),
            precision=Precision.MINUTE if entry.get("earliest") else Precision.UNKNOWN,
            zone=ZONE,
        )

    def reading(self, entry: dict[str, Any]) -> Reading:
        """One reading."""
        return Reading(
            of=entry["of"],
            text=Phrase(entry["text"], self.values["language"]),
            source=self.sources[entry["source"]],
            when=self.when(self._reading_moment(entry)),
            value=str(entry.get("value", "")),
            note=self.phrase(entry.get("note")),
        )

    def source(self, entry: dict[str, Any]) -> Source:
        """One source."""
        published = entry.get("published_at")
        moment = published and moment_from_values(
            earliest=published, latest=None, precision=Precision.MINUTE, zone=ZONE
        )
        title = entry["title"]
        return Source(
            number=self.sources[entry["key"]],
            title=Phrase(title) if isinstance(title, str) else self.said(title),
            publisher=self.phrase(entry["publisher"]),
            published=self.when(moment) if moment else None,
            cites=entry.get("cites", ""),
            url=entry.get("url", ""),
        )

    def party(self, entry: dict[str, Any]) -> Party:
        """One organisation."""
        shared = self.values.get("shared_with", ())
        owner = entry["key"] == self.values["owner"]
        return Party(
            key=entry["key"],
            name=entry["name"],
            short=entry.get("short", ""),
            part_of=entry.get("part_of", ""),
            external=entry.get("external", False),
            stance="owner" if owner else "shared" if entry["key"] in shared else "",
            role=self.phrase(entry.get("role")),
        )

    def classification(self) -> Classification:
        """The class."""
        kind = self.values["classification"]
        return Classification(
            lost=tuple(kind["cia"]),
            discovery=kind["discovery"],
            discovered_by=self.phrase(kind.get("discovered_by")),
            rsit=kind["rsit"],
            bssn=kind.get("bssn", ""),
        )

    def asset(self, entry: dict[str, Any]) -> Asset:
        """One asset."""
        operator = self.organisations[entry["operator"]]
        since = entry.get("since")
        return Asset(
            name=entry["name"],
            operator=operator.get("short") or operator["name"],
            url=entry.get("url", ""),
            since=date.fromisoformat(str(since)) if since else None,
            purpose=self.phrase(entry.get("purpose")),
            components=tuple(self.said(each) for each in entry.get("components", ())),
            personal_data=tuple(entry.get("personal_data", ())),
            lost=tuple(entry.get("affected", ())),
        )

    def personal_data(self) -> PersonalData:
        """Whose data."""
        data = self.values["personal_data"]
        count = data["data_subjects"]
        if isinstance(count, dict):
            figure = CountFigure("range", count.get("min"), count.get("max"))
        elif isinstance(count, int):
            figure = CountFigure("exact", count, count)
        else:
            figure = CountFigure()
        return PersonalData(
            tuple(data["categories"]),
            figure,
            self.phrase(data.get("exposed_to")),
            self.phrase(data.get("note")),
        )

    def requirements(self, lessons: list[dict[str, Any]]) -> tuple[Requirement, ...]:
        """What the lessons touch."""
        touched: dict[str, list[str]] = {}
        for number, lesson in enumerate(lessons, 1):
            for ref in lesson["requirements"]:
                touched.setdefault(ref, []).append(f"TL-{number}")
        english = self.language == "en"
        return tuple(
            Requirement(ref, TITLES[ref][english], follow_ups=tuple(labels))
            for ref, labels in touched.items()
        )

    def _timed(self, facts: tuple[Fact, ...]) -> list[TimedFact]:
        return [
            TimedFact(
                str(fact.number),
                FactKind(fact.kind),
                Moment(fact.when.earliest, fact.when.latest, Precision(fact.when.precision), fact.when.zone),
                Claim(fact.claim),
                bool(fact.disputed),
            )
            for fact in facts
        ]


def _figure(figure: KeyFigure) -> DurationFigure:
    duration = figure.duration
    low, high = (
        None if length is None else round(length.total_seconds() / 60)
        for length in (duration.low, duration.high)
    )
    return DurationFigure(
        kind=str(duration.certainty),
        low_minutes=low,
        high_minutes=high,
        gap=str(figure.gap) if figure.gap else "",
        rests_on=tuple(int(ref) for ref in figure.rests_on),
        disputed=figure.disputed,
    )
