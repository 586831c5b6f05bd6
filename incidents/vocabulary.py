"""The closed vocabularies of an incident: classes, types, kinds of facts, claims and unknowns.

Values are stored and appear in case files and the API; labels are for readers and are translated.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.personal_data import DataSensitivity, PersonalData

__all__ = [
    "BssnType",
    "Claim",
    "DataSensitivity",
    "Discovery",
    "FactKind",
    "IncidentRole",
    "LossKind",
    "Origin",
    "PersonalData",
    "ReadingOf",
    "RsitClass",
    "UnknownKind",
]


class Origin(TextChoices):
    """Where an incident comes from; only a live one runs legal clocks against real dates."""

    LIVE = "live", _("Live")
    EXERCISE = "exercise", _("Exercise")
    RECONSTRUCTED = "reconstructed", _("Reconstruction")

    @property
    def stamp(self) -> str:
        """The sentence that stands on every screen, mail and page; empty for a live incident."""
        return str(_STAMPS.get(self, ""))


_STAMPS: dict[Origin, Promise | str] = {
    Origin.EXERCISE: _("Exercise, not a real incident"),
    Origin.RECONSTRUCTED: _("Reconstructed from public sources, not an official document"),
}


class RsitClass(TextChoices):
    """The eleven classes of the Reference Security Incident Taxonomy."""

    ABUSIVE_CONTENT = "abusive-content", _("Abusive content")
    MALICIOUS_CODE = "malicious-code", _("Malicious code")
    INFORMATION_GATHERING = "information-gathering", _("Information gathering")
    INTRUSION_ATTEMPTS = "intrusion-attempts", _("Intrusion attempts")
    INTRUSIONS = "intrusions", _("Intrusions")
    AVAILABILITY = "availability", _("Loss of availability")
    INFORMATION_CONTENT_SECURITY = "information-content-security", _("Information content security")
    FRAUD = "fraud", _("Fraud")
    VULNERABLE = "vulnerable", _("Vulnerable")
    OTHER = "other", _("Other class")
    TEST = "test", _("Test")

    @property
    def official_title(self) -> str:
        """The taxonomy's own English title, as case files write it: "Information Content Security"."""
        return " ".join(word.capitalize() for word in self.value.split("-"))

    @classmethod
    def by_title(cls, title: str) -> RsitClass | None:
        """The class with that title, whatever its capitals; None when there is none."""
        return next(
            (each for each in cls if each.official_title.casefold() == title.strip().casefold()), None
        )


class BssnType(TextChoices):
    """The types of incident that BSSN names in its forms and statistics."""

    WEB_DEFACEMENT = "web defacement", _("Web defacement")
    DATA_LEAK = "kebocoran data", _("Data leak")
    MALWARE = "malware", _("Malware")
    RANSOMWARE = "ransomware", _("Ransomware")
    DDOS = "ddos", _("Denial of service (DDoS)")
    PHISHING = "phishing", _("Phishing")
    ILLEGAL_ACCESS = "akses ilegal", _("Illegal access")
    VULNERABILITY = "kerentanan", _("Vulnerability")
    GAMBLING_SEO = "judi online", _("Online gambling or SEO injection")

    @property
    def usual_class(self) -> RsitClass:
        """The RSIT class it usually belongs to; a person may choose another."""
        return _USUAL_CLASS[self]

    @classmethod
    def by_words(cls, words: str) -> BssnType | None:
        """The type meant by BSSN's words ("DDoS", "judi online/SEO injection"); None when unknown."""
        wanted = words.strip().casefold().split("/")[0]
        return next((each for each in cls if each.value == wanted), None)


_USUAL_CLASS = {
    BssnType.WEB_DEFACEMENT: RsitClass.INTRUSIONS,
    BssnType.DATA_LEAK: RsitClass.INFORMATION_CONTENT_SECURITY,
    BssnType.MALWARE: RsitClass.MALICIOUS_CODE,
    BssnType.RANSOMWARE: RsitClass.MALICIOUS_CODE,
    BssnType.DDOS: RsitClass.AVAILABILITY,
    BssnType.PHISHING: RsitClass.FRAUD,
    BssnType.ILLEGAL_ACCESS: RsitClass.INTRUSIONS,
    BssnType.VULNERABILITY: RsitClass.VULNERABLE,
    BssnType.GAMBLING_SEO: RsitClass.INTRUSIONS,
}


class LossKind(TextChoices):
    """What was lost at an asset (ISO/IEC 27000: the three properties of information)."""

    CONFIDENTIALITY = "confidentiality", _("Confidentiality")
    INTEGRITY = "integrity", _("Integrity")
    AVAILABILITY = "availability", _("Availability")


class Discovery(TextChoices):
    """From which side an incident was found."""

    INTERNAL = "internal", _("Found by the organisation")
    EXTERNAL = "external", _("Found by outsiders")


class IncidentRole(TextChoices):
    """What a person does in one incident."""

    COMMANDER = "commander", _("Commander")
    HANDLER = "handler", _("Handler")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")


class FactKind(TextChoices):
    """What a fact in the timeline is about."""

    BACKGROUND = "background", _("Background")
    OCCURRENCE = "occurrence", _("Occurrence")
    DETECTION = "detection", _("Detection")
    AWARENESS = "awareness", _("Operator aware")
    CLASSIFIED = "classified", _("Classified")
    DETERMINED = "determined", _("Determined")
    ACTION = "action", _("Action")
    CONTAINMENT = "containment", _("Containment")
    ERADICATION = "eradication", _("Eradication")
    RECOVERY = "recovery", _("Recovery")
    DECISION = "decision", _("Decision")
    COMMUNICATION = "communication", _("Communication")
    STATEMENT = "statement", _("Statement")


class Claim(TextChoices):
    """How well a fact stands. That it is disputed is derived from its readings and never typed."""

    CONFIRMED = "confirmed", _("Confirmed")
    REPORTED = "reported", _("Reported")
    STATED = "stated", _("Stated")
    REFUTED = "refuted", _("Refuted")
    UNKNOWN = "unknown", _("Unknown")

    @property
    def meaning(self) -> str:
        """What the word promises, in a sentence, in the active language."""
        return str(_CLAIM_MEANINGS[self])


_CLAIM_MEANINGS = {
    Claim.CONFIRMED: _("Shown by evidence, or said by whoever has authority over it."),
    Claim.REPORTED: _("A source writes it; nobody else has checked it."),
    Claim.STATED: _("A party to the incident says so; nobody has checked it."),
    Claim.REFUTED: _("It was reported and has turned out to be untrue."),
    Claim.UNKNOWN: _("No source says anything about it."),
}


class ReadingOf(TextChoices):
    """What a reading is a reading of."""

    MOMENT = "moment", _("Time")
    QUANTITY = "quantity", _("Quantity")
    CAUSE = "cause", _("Cause")


class UnknownKind(TextChoices):
    """What nobody has said yet; each kind holds something up."""

    PEOPLE_AFFECTED = "people_affected", _("Number of people affected")
    CONTAINED_AT = "contained_at", _("When it was contained")
    AWARE_AT = "aware_at", _("When the operator became aware")
    NOTIFIED = "notified", _("Whether those affected were told")
    ROOT_CAUSE = "root_cause", _("Confirmed root cause")
    BULK_COPY = "bulk_copy", _("Whether data was copied in bulk")
    ENTRY_POINT = "entry_point", _("How it was entered")
    THIRD_PARTY = "third_party", _("Whether a third party is involved")
    DATA_LEFT = "data_left", _("Whether data left the organisation")
    OTHER = "other", _("Something else")

    @property
    def holds_up(self) -> str:
        """What cannot be assessed or finished until it is known, in the active language."""
        return str(_HOLDS_UP[self])


_HOLDS_UP = {
    UnknownKind.PEOPLE_AFFECTED: _("How large the impact is; what a notice to the people affected says"),
    UnknownKind.CONTAINED_AT: _("Time to contain; how long the exposure lasted"),
    UnknownKind.AWARE_AT: _("Time to detect; where the periods for notices begin"),
    UnknownKind.NOTIFIED: _("Whether the duties to notify were met"),
    UnknownKind.ROOT_CAUSE: _("Which corrective action is right; closing the incident"),
    UnknownKind.BULK_COPY: _("How great the risk is for the people concerned"),
    UnknownKind.ENTRY_POINT: _("Which control failed; proof that the way in is shut"),
    UnknownKind.THIRD_PARTY: _("How far containment must reach; the review of suppliers"),
    UnknownKind.DATA_LEFT: _("Which duties to notify apply; the risk for the people concerned"),
    UnknownKind.OTHER: _("The assessment it belongs to"),
}
