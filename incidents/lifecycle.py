"""How an event becomes an incident, and an incident runs through its phases to its end.

The words follow ISO/IEC 27035-1:2023: an *event* is reported (detect and report) and assessed (assess and
decide); what is assessed as an *incident* is responded to (respond) and learnt from (learn lessons). Plan
and prepare lies before any incident and has no state here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lib.errors import Conflict, Invalid, Problem


class EventState(TextChoices):
    """Where a reported event stands. Only assessment moves it, and only once."""

    REPORTED = "reported", _("To be assessed")
    INCIDENT = "incident", _("Became an incident")
    NO_INCIDENT = "no_incident", _("Not an incident")
    DUPLICATE = "duplicate", _("Already known")


class Phase(TextChoices):
    """Where an incident stands."""

    TRIAGE = "triage", _("Triage")
    CONTAINMENT = "containment", _("Containment")
    ERADICATION = "eradication", _("Eradication")
    RECOVERY = "recovery", _("Recovery")
    REVIEW = "review", _("Review")
    CLOSED = "closed", _("Closed")

    @property
    def activity(self) -> StandardActivity:
        """The activity of ISO/IEC 27035-1:2023 that this phase belongs to."""
        return _ACTIVITY[self]

    @property
    def is_open(self) -> bool:
        """Whether the incident is still worked on."""
        return self is not Phase.CLOSED


class StandardActivity(TextChoices):
    """The five activities of incident management in ISO/IEC 27035-1:2023."""

    PLAN_AND_PREPARE = "plan_and_prepare", _("Plan and prepare")
    DETECT_AND_REPORT = "detect_and_report", _("Detect and report")
    ASSESS_AND_DECIDE = "assess_and_decide", _("Assess and decide")
    RESPOND = "respond", _("Respond")
    LEARN_LESSONS = "learn_lessons", _("Learn lessons")


_ACTIVITY = {
    Phase.TRIAGE: StandardActivity.ASSESS_AND_DECIDE,
    Phase.CONTAINMENT: StandardActivity.RESPOND,
    Phase.ERADICATION: StandardActivity.RESPOND,
    Phase.RECOVERY: StandardActivity.RESPOND,
    Phase.REVIEW: StandardActivity.LEARN_LESSONS,
    Phase.CLOSED: StandardActivity.LEARN_LESSONS,
}
_ORDER = list(Phase)
OPEN_PHASES = tuple(phase for phase in Phase if phase.is_open)


def assessable(state: EventState) -> bool:
    """An event is assessed once; a wrong assessment is put right on the incident, with its reason."""
    return state == EventState.REPORTED


def allowed(from_phase: Phase, to_phase: Phase) -> bool:
    """Any other phase may follow.

    Incidents do not run in a straight line: an attacker comes back during recovery, a leak needs no
    eradication, a false alarm closes at triage. What keeps the order honest is the reason that
    `needs_reason` asks for, which stays in the history.
    """
    return from_phase != to_phase


def needs_reason(from_phase: Phase, to_phase: Phase) -> bool:
    """Only the step to the very next phase speaks for itself.

    Leaving a phase out, going back, and reopening want a reason. Closing after the review wants one only
    where `closing_obstacles` finds something.
    """
    return _ORDER.index(to_phase) != _ORDER.index(from_phase) + 1


def next_phases(phase: Phase) -> tuple[Phase, ...]:
    """Where it may go from here, the usual next phase first; a closed incident reopens to any phase."""
    here = _ORDER.index(phase)
    ahead = [each for each in _ORDER[here + 1 :] if allowed(phase, each)]
    behind = [each for each in reversed(_ORDER[:here]) if allowed(phase, each)]
    return tuple(ahead + behind)


def is_reopening(from_phase: Phase, to_phase: Phase) -> bool:
    """Whether the step takes a closed incident up again."""
    return from_phase == Phase.CLOSED and to_phase != Phase.CLOSED


def check_step(from_phase: Phase, to_phase: Phase, *, reason: str) -> None:
    """Raises `Conflict` for a step to where it already stands, `Invalid` for a step that lacks a reason."""
    if not allowed(from_phase, to_phase):
        raise Conflict(_("The incident is already in this phase."), code="same_phase", field="phase")
    if needs_reason(from_phase, to_phase) and not reason.strip():
        raise Invalid(_reason_wanted(from_phase, to_phase), code="reason_missing", field="reason")


def _reason_wanted(from_phase: Phase, to_phase: Phase) -> Promise | str:
    if is_reopening(from_phase, to_phase):
        return _("Say why the closed incident is reopened.")
    if _ORDER.index(to_phase) < _ORDER.index(from_phase):
        return _("Say why the incident goes back to an earlier phase.")
    return _("Say why phases are left out.")


class ObstacleKind(TextChoices):
    """What a person should know before closing; none of it forbids closing with a reason."""

    OPEN_FOLLOW_UPS = "open_follow_ups", _("Open follow-ups")
    MISSING_CLASS = "missing_class", _("Class missing")
    UNSETTLED_DISPUTES = "unsettled_disputes", _("Unsettled disputes")
    UNKNOWNS = "unknowns", _("Unknowns")


MOST_NAMED = 5
"""So many things of each kind are called by name; of the others, how many there are."""


@dataclass(frozen=True, slots=True)
class Named:
    """One unfinished thing in words, and what it is where it has a place of its own."""

    words: str
    kind: str = ""
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One kind of thing that is unfinished, how often, the sentence that says so, and some by name."""

    kind: ObstacleKind
    count: int
    message: Promise | str
    named: tuple[Named, ...] = ()

    @property
    def more(self) -> Promise | str:
        """How many are not named; empty when all are, or none is."""
        left = self.count - len(self.named)
        if not self.named or not left:
            return ""
        return format_lazy(ngettext_lazy("and {count} more", "and {count} more", left), count=left)

    @property
    def told(self) -> Promise | str:
        """The sentence, and the names behind it."""
        names = [each.words for each in self.named] + ([self.more] if self.more else [])
        if not names:
            return self.message
        pattern = "{sentence} " + "; ".join(f"{{name{n}}}" for n in range(len(names))) + "."
        return format_lazy(
            pattern, sentence=self.message, **{f"name{n}": each for n, each in enumerate(names)}
        )


def closing_obstacles(
    *,
    open_follow_ups: int,
    has_class: bool,
    unsettled_disputes: int,
    unknowns: int,
    named: Mapping[ObstacleKind, Sequence[Named]] | None = None,
) -> list[Obstacle]:
    """What is unfinished when an incident is to be closed; empty when nothing is.

    Follow-ups count while they are open or only proposed (ISO/IEC 27001 10.2 wants their results kept).
    """
    names = named or {}
    disputes = unsettled_disputes
    found = [
        Obstacle(
            ObstacleKind.OPEN_FOLLOW_UPS,
            open_follow_ups,
            format_lazy(
                ngettext_lazy(
                    "{count} follow-up is not finished.",
                    "{count} follow-ups are not finished.",
                    open_follow_ups,
                ),
                count=open_follow_ups,
            ),
        ),
        Obstacle(ObstacleKind.MISSING_CLASS, int(not has_class), _("The incident has no class yet.")),
        Obstacle(
            ObstacleKind.UNSETTLED_DISPUTES,
            disputes,
            format_lazy(
                ngettext_lazy(
                    "{count} dispute is not settled.", "{count} disputes are not settled.", disputes
                ),
                count=disputes,
            ),
        ),
        Obstacle(
            ObstacleKind.UNKNOWNS,
            unknowns,
            format_lazy(
                ngettext_lazy(
                    "{count} thing is still unknown.", "{count} things are still unknown.", unknowns
                ),
                count=unknowns,
            ),
        ),
    ]
    return [replace(each, named=tuple(names.get(each.kind, ())[:MOST_NAMED])) for each in found if each.count]


def check_closing(from_phase: Phase, obstacles: list[Obstacle], *, reason: str) -> None:
    """Raises as `check_step` does, and `Invalid` when something is unfinished and no reason is given.

    The error carries a problem for each obstacle, so that every door can name them, from whatever phase.
    """
    if not obstacles or reason.strip() or not allowed(from_phase, Phase.CLOSED):
        check_step(from_phase, Phase.CLOSED, reason=reason)
        return
    found = [Problem(each.told, "reason", each.kind.value) for each in obstacles]
    if needs_reason(from_phase, Phase.CLOSED):
        found.append(Problem(_reason_wanted(from_phase, Phase.CLOSED), "reason", "reason_missing"))
    raise Invalid(
        _("Something is unfinished. Say why the incident is closed all the same."),
        code="closing_reason_missing",
        field="reason",
        problems=found,
    )
