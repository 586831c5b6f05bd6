"""What the room answers over REST, described; `shown` makes the values, a test holds the two together."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from incidents.api.moments import MomentShape, SpanShape
from incidents.lifecycle import Phase
from incidents.models.impact import AssetState, SubjectsKnown, Verdict
from incidents.severity import Severity
from incidents.timing import Gap
from incidents.vocabulary import (
    BssnType,
    Claim,
    Discovery,
    FactKind,
    IncidentRole,
    LossKind,
    Origin,
    ReadingOf,
    RsitClass,
    UnknownKind,
)
from lib.api.fields import TextField
from lib.durations import Certainty
from lib.personal_data import PersonalData
from lib.tlp import Tlp

BSSN_TYPES = (
    "The type in BSSN's own words: “kebocoran data” is a data leak, “akses ilegal” illegal access, "
    "“kerentanan” a vulnerability, “judi online” online gambling or SEO injection."
)


def _maybe(choices: Any, **more: Any) -> serializers.ChoiceField:
    """A word of a vocabulary, or an empty text while nobody has chosen one."""
    return serializers.ChoiceField(choices=choices, allow_blank=True, **more)


class IncidentRowShape(serializers.Serializer):
    """An incident as a list shows it."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    organisation = serializers.UUIDField()
    number = serializers.CharField()
    year = serializers.IntegerField()
    origin = serializers.ChoiceField(choices=Origin.choices)
    language = serializers.CharField()
    title = TextField()
    phase = serializers.ChoiceField(choices=Phase.choices)
    rsit = _maybe(RsitClass.choices)
    bssn = _maybe(BssnType.choices, help_text=BSSN_TYPES)
    impact = serializers.IntegerField(allow_null=True)
    urgency = serializers.IntegerField(allow_null=True)
    severity = _maybe(Severity.choices)
    lost = serializers.ListField(child=serializers.ChoiceField(choices=LossKind.choices))
    has_personal_data = serializers.BooleanField(
        help_text="Also true where a reporter saw some, or people are counted, and no kind is named yet."
    )
    tlp = serializers.ChoiceField(choices=Tlp.choices)
    restricted = serializers.BooleanField()
    registered_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    reopened_count = serializers.IntegerField()
    case_key = serializers.CharField()
    voided_at = serializers.DateTimeField(allow_null=True)


class MemberShape(serializers.Serializer):
    """Somebody's part in an incident."""

    person = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=IncidentRole.choices)


class PartyShape(serializers.Serializer):
    """An organisation that an incident names."""

    organisation = serializers.UUIDField()
    name = serializers.CharField()
    short = serializers.CharField()
    key = serializers.CharField()
    part_of = serializers.CharField()
    owner = serializers.BooleanField()
    shared = serializers.BooleanField()
    external = serializers.BooleanField()
    part = TextField()


class AffectedAssetShape(serializers.Serializer):
    """An asset that an incident names, and what was lost there."""

    asset = serializers.UUIDField()
    name = TextField()
    operator = serializers.CharField()
    url = serializers.CharField()
    in_use_since = serializers.DateField(allow_null=True)
    purpose = TextField()
    components = serializers.ListField(child=serializers.CharField())
    personal_data = serializers.ListField(child=serializers.ChoiceField(choices=PersonalData.choices))
    lost = serializers.ListField(child=serializers.ChoiceField(choices=LossKind.choices))
    state = serializers.ChoiceField(choices=AssetState.choices)
    note = serializers.CharField()


class PersonalDataShape(serializers.Serializer):
    """Whose personal data, of which kinds, seen by whom. Unknown is never zero."""

    categories = serializers.ListField(child=serializers.ChoiceField(choices=PersonalData.choices))
    subjects = serializers.ChoiceField(choices=SubjectsKnown.choices)
    subjects_min = serializers.IntegerField(allow_null=True)
    subjects_max = serializers.IntegerField(allow_null=True)
    exposed_to = TextField()
    note = TextField()


class RequirementVerdictShape(serializers.Serializer):
    """A requirement that failed, was missing or worked."""

    code = serializers.CharField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    note = TextField()


class CauseShape(serializers.Serializer):
    """A cause, claimed or confirmed; a confirmed one says by whom, when and on what it rests."""

    id = serializers.UUIDField()
    text = TextField()
    claim = serializers.ChoiceField(choices=Claim.choices)
    source = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    confirmed_by = serializers.UUIDField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    basis = serializers.CharField()


class UnknownShape(serializers.Serializer):
    """What nobody has said yet, and what it holds up; or the answer."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=UnknownKind.choices)
    text = TextField()
    holds_up = serializers.CharField(help_text="In the reader's language.")
    resolved_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()


class LessonShape(serializers.Serializer):
    """What is to be learnt, the requirements it touches, and the follow-up that it became."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    text = TextField()
    requirements = serializers.ListField(child=serializers.CharField())
    follow_up = serializers.UUIDField()
    follow_up_state = serializers.CharField()


class SourceShape(serializers.Serializer):
    """Where knowledge comes from; `number` is how reports print it."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    key = serializers.CharField()
    title = TextField()
    publisher = TextField()
    published_at = serializers.DateTimeField(allow_null=True)
    published_precision = serializers.CharField()
    cites = serializers.CharField()
    url = serializers.CharField()


class FigureShape(serializers.Serializer):
    """A duration with the facts that it rests on; `gap` says why it is unknown. Unknown is never zero."""

    certainty = serializers.ChoiceField(choices=Certainty.choices)
    low_minutes = serializers.IntegerField(allow_null=True)
    high_minutes = serializers.IntegerField(allow_null=True)
    disputed = serializers.BooleanField(help_text="Whether a time that it rests on is in dispute.")
    gap = _maybe(Gap.choices)
    rests_on = serializers.ListField(child=serializers.UUIDField(), help_text="Facts.")
    words = serializers.CharField(help_text="In the reader's language.")


class FiguresShape(serializers.Serializer):
    """The key figures."""

    time_to_detect = FigureShape()
    time_to_contain = FigureShape()
    first_seen = serializers.UUIDField(allow_null=True, help_text="The fact by which it was first noticed.")


class IncidentShape(IncidentRowShape):
    """A whole incident, but for its facts, evidence, reports and follow-ups."""

    summary = TextField()
    discovery = _maybe(Discovery.choices)
    discoverer = TextField()
    registered_by = serializers.UUIDField(allow_null=True)
    close_reason = serializers.CharField()
    void_reason = serializers.CharField()
    personal_data = PersonalDataShape()
    assets = AffectedAssetShape(many=True)
    requirements = RequirementVerdictShape(many=True)
    causes = CauseShape(many=True)
    unknowns = UnknownShape(many=True)
    lessons = LessonShape(many=True)
    parties = PartyShape(many=True)
    members = MemberShape(many=True)
    sources = SourceShape(many=True)
    figures = FiguresShape()


class CountShape(serializers.Serializer):
    """How many incidents of a class were registered in a month; `rsit` is empty where none was chosen."""

    month = serializers.RegexField(r"^\d{4}-\d{2}$")
    rsit = _maybe(RsitClass.choices)
    count = serializers.IntegerField()


class CountsShape(serializers.Serializer):
    """Counts by class and month, oldest month first; months begin by the clock of the token's home."""

    total = serializers.IntegerField()
    counts = CountShape(many=True)


class ReadingShape(serializers.Serializer):
    """One way in which a source tells a fact's moment, a quantity in it, or its cause."""

    id = serializers.UUIDField()
    of = serializers.ChoiceField(choices=ReadingOf.choices)
    text = TextField()
    source = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    moment = MomentShape(allow_null=True)
    value = serializers.CharField()
    note = TextField()
    made_at = serializers.DateTimeField()
    made_by = serializers.UUIDField(allow_null=True)


class SettlementShape(serializers.Serializer):
    """A decision which reading stands; without one it took the decision before back."""

    of = serializers.ChoiceField(choices=ReadingOf.choices)
    chosen = serializers.UUIDField(allow_null=True)
    evidence = serializers.UUIDField(allow_null=True)
    source = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    reason = serializers.CharField()
    made_at = serializers.DateTimeField()
    made_by = serializers.UUIDField(allow_null=True)


class WordingShape(serializers.Serializer):
    """What a fact says, or said before it was corrected."""

    revision = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=FactKind.choices)
    claim = serializers.ChoiceField(choices=Claim.choices)
    what = TextField()
    moment = MomentShape(allow_null=True)
    same_as = serializers.UUIDField(allow_null=True, help_text="The fact whose moment it shares.")
    precision = serializers.CharField(help_text="How exactly it shares that moment.")
    speaker_role = TextField()
    source = serializers.UUIDField(allow_null=True)  # type: ignore[assignment]
    as_said = serializers.CharField(help_text="The source's own words for the moment.")
    reason = serializers.CharField(help_text="Why it was corrected.")
    made_at = serializers.DateTimeField()
    made_by = serializers.UUIDField(allow_null=True)


class FactShape(WordingShape):
    """One entry of the timeline, as it stands now."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    incident = serializers.UUIDField()
    key = serializers.CharField()
    disputed = serializers.BooleanField()
    span = SpanShape(help_text="The moment in use: settled, or as wide as the readings in dispute.")
    when = serializers.CharField(help_text="The moment in use, in the reader's language.")
    created_at = serializers.DateTimeField()
    readings = ReadingShape(many=True)
    settlements = SettlementShape(many=True, help_text="Newest first; the newest of its kind counts.")


class FactRecordShape(FactShape):
    """The same with every wording it ever had, newest first."""

    revisions = WordingShape(many=True)
