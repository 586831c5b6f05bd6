"""Adding and correcting facts, beside their timeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import Done, carried_out, see_other
from accounts.portal.changing import saved_or_asked
from accounts.selectors import missing
from followups.wording import reader_language
from incidents.models import Fact, Source
from incidents.portal.answering import FORM_METHODS, allow, changing
from incidents.portal.fact_forms import CorrectFactForm, FactForm, Offer
from incidents.portal.fact_rows import fact_choice
from incidents.portal.frame import PANEL, incident_of, url
from incidents.portal.said import Clock, clock_of, said_context
from incidents.portal.sources import source_choices
from incidents.portal.timeline import timeline_page
from incidents.selectors.facts import source_for, told_fact_for
from incidents.selectors.timeline import Timeline, timeline_of
from incidents.services.entries import FactData
from incidents.services.said import correct_said, record_said
from incidents.services.standing import data_from
from lib import clock
from lib.errors import Invalid
from lib.forms.lost_update import AtHand, chosen
from lib.wording import moment_words

if TYPE_CHECKING:
    from incidents.selectors.incident import FramedIncident


@dataclass(frozen=True)
class Desk:
    """Where facts of one incident are written: who asks, and the timeline as it stands."""

    request: PortalRequest
    incident: FramedIncident

    @cached_property
    def timeline(self) -> Timeline:
        """The facts beside which the form stands."""
        return timeline_of(self.incident)

    @property
    def clock(self) -> Clock:
        """How times are meant here."""
        return clock_of(self.incident.organisation.zone, clock.now())

    def offer(self, fact: Fact | None = None, current: FactData | None = None) -> Offer:
        """What a form offers; over a fact as it stands when correcting."""
        return Offer(
            language=self.incident.language,
            clock=self.clock,
            sources=source_choices(self.incident),
            facts=lambda: self._facts(fact),
            shares=self.incident.facts_total > (fact is not None),
            current=current,
            current_words=words_of(current) if current else "",
        )

    def _facts(self, without: Fact | None) -> list[tuple[str, str]]:
        rows = []
        for state in self.timeline.states:
            fact, number = state.rows.fact, self.timeline.numbers[state.rows.fact.pk]
            if without is None or fact.pk != without.pk:
                rows.append((str(fact.public_id), fact_choice(number, state.rows.revision)))
        return rows

    def fact_data(self, form: FactForm) -> FactData:
        """What the form says, its source and shared fact looked up where they are not at hand."""
        return form.fact_data(lambda key: self._source(form, key), self._shared)

    def _source(self, form: FactForm, key: str) -> Source:
        """The source of that identity: perhaps the one that the fact names as it stands. Raises `Missing`."""
        stands = form.offer.current.source if form.offer.current else None
        return stands if stands and str(stands.public_id) == key else source_for(self.incident, key)

    def _shared(self, key: str) -> Fact:
        """The fact of that identity, of the timeline from which it was chosen. Raises `Missing`."""
        facts = (state.rows.fact for state in self.timeline.states)
        found = next((each for each in facts if str(each.public_id) == key), None)
        if found is None:
            raise missing()
        return found

    def page(
        self,
        form: forms.Form,
        *,
        heading: str,
        submit: str,
        said: dict[str, Any] | None = None,
        lead: str = "",
        note: str = "",
        confirm: str = "",
    ) -> HttpResponse:
        """The timeline with the form beside it: 422 once it was sent and refused, or while it asks.

        `confirm` is what a dialog asks before the form is sent.
        """
        panel = {
            "heading": heading,
            "form": form,
            "said": said,
            "said_url": url("said", self.incident),
            "action": f"{self.request.path}{PANEL}",
            "close_url": url("timeline", self.incident),
            "submit": submit,
            "lead": lead,
            "note": note,
            "confirm": confirm,
        }
        status = 422 if form.is_bound else 200
        return timeline_page(self.request, self.incident, self.timeline, panel, status)


def words_of(data: FactData) -> str:
    """The time of a fact as its form shows it: the source's own words, or ours for its moment."""
    if data.same_as is not None or data.moment is None:
        return data.as_said
    if data.as_said or data.moment.span() == (None, None):
        return data.as_said
    return moment_words(data.moment, reader_language())


def _page(desk: Desk, form: FactForm, *, heading: str, submit: str, note: str) -> HttpResponse:
    said = form.asks or _understood(form)
    return desk.page(form, heading=heading, submit=submit, said=said, note=note)


def _understood(form: FactForm) -> dict[str, Any]:
    """How the words were understood; nothing is asked again about those of a fact as it stands."""
    words = form["when"].value() or ""
    if words == form.offer.current_words:
        return {}
    return said_context(words, form.offer.clock) if words and not form.errors.get("when") else {}


@require_http_methods(FORM_METHODS)
@signed_in
def fact_add(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """Add a fact; nothing is saved while a time can be read in two ways."""
    desk = Desk(request, incident_of(request, public_id))
    allow(request, Action.FACT_RECORD, desk.incident)
    form = FactForm(desk.offer(), request.POST or None)
    if form.is_valid() and form.asks is None and _recorded(desk, form):
        return see_other(url("timeline", desk.incident))
    note = _("Can be corrected, not deleted")
    return _page(desk, form, heading=_("Add fact"), submit=_("Save fact"), note=note)


def _recorded(desk: Desk, form: FactForm) -> Done[Fact] | None:
    return carried_out(
        desk.request,
        form,
        lambda: record_said(
            actor=desk.request.actor,
            now=clock.now(),
            incident=desk.incident,
            data=desk.fact_data(form),
            second=form.second,
        ),
        _("Fact added."),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def fact_correct(request: PortalRequest, public_id: UUID, fact_id: UUID) -> HttpResponseBase:
    """Correct a fact; the old wording stays in its history."""
    desk = Desk(request, incident_of(request, public_id))
    allow(request, Action.FACT_RECORD, desk.incident)
    standing = _Standing(desk, fact_id)
    answer = _corrected(standing) if request.method == "POST" else standing.form()
    if isinstance(answer, HttpResponseBase):
        return answer
    note = _("The old wording stays in the history")
    return _page(desk, answer, heading=_("Correct fact"), submit=_("Save the correction"), note=note)


@dataclass
class _Standing:
    """A fact as it stands while it is corrected; `fresh` looks again, when somebody else was faster."""

    desk: Desk
    fact_id: UUID
    fact: Fact = field(init=False)
    said: FactData = field(init=False)

    def __post_init__(self) -> None:
        self._look()

    def _look(self) -> None:
        self.fact, told = told_fact_for(self.desk.request.actor, self.desk.incident, self.fact_id)
        self.said = data_from(told, self.fact.key, told.same_as, told.source)

    def fresh(self) -> CorrectFactForm:
        """The form over the fact as it stands by now."""
        self._look()
        return self.form()

    def form(self, data: Any = None) -> CorrectFactForm:
        """The form over the fact, bound when there is `data`."""
        said, offer = self.said, self.desk.offer(self.fact, self.said)
        main = said.speaker_role.for_reader(self.desk.incident.language)
        initial = {
            "version": self.fact.version,
            "kind": said.kind,
            "claim": said.claim,
            **said.what.fields("what"),
            "source": str(said.source.public_id) if said.source else "",
            "when": offer.current_words,
            "precision": said.precision if said.same_as else "",
            "same_as": str(said.same_as.public_id) if said.same_as else "",
            "speaker": main[0] if main[1] == self.desk.incident.language else "",
        }
        return CorrectFactForm(offer, data, initial=initial)


def _corrected(standing: _Standing) -> HttpResponseBase | CorrectFactForm:
    """The answer to a submitted correction, or the form that asks or was refused.

    It asks as well once it was chosen what stands, where words were kept that can be read in two ways.
    """
    desk, request = standing.desk, standing.desk.request
    sent, missing = chosen(request.POST)
    first = standing.form(sent)
    if not missing and first.is_valid() and first.asks is not None:
        return first

    def bind(data: QueryDict) -> CorrectFactForm:
        # Which way the words are to be read is no field, and is not among what was merged.
        data.setdefault("reading", request.POST.get("reading", ""))
        return standing.form(data)

    there = f"{url('timeline', desk.incident)}#fact-{standing.fact_id}"
    answer = saved_or_asked(
        request,
        changing(desk.incident, there, ("fact", standing.fact.pk)),
        bind=bind,
        fresh=standing.fresh,
        save=lambda form: _save(standing, form),
        at_hand=AtHand(standing.fact.version, standing.form),
    )
    return answer if isinstance(answer, HttpResponseBase) else _as_correction(answer)


def _as_correction(form: forms.Form) -> CorrectFactForm:
    if not isinstance(form, CorrectFactForm):
        raise TypeError("the form of a correction was expected")
    return form


def _save(standing: _Standing, form: CorrectFactForm) -> Fact:
    """Correct it. Raises `Invalid` when a reason was given and nothing else.

    What the fact has come to say since the form was opened is saved already: by its first tap or a colleague.
    """
    desk = standing.desk
    corrected = correct_said(
        actor=desk.request.actor,
        now=clock.now(),
        fact=standing.fact,
        version=form.cleaned_data["version"],
        data=desk.fact_data(form),
        reason=form.cleaned_data["reason"],
        second=form.second,
    )
    if form.second is None and str(corrected.version) == desk.request.POST.get("version"):
        raise Invalid(_("The fact says this already. Change what is to be corrected."))
    return corrected


@require_safe
@signed_in(while_typing=True)
def said(request: PortalRequest, public_id: UUID) -> HttpResponseBase:
    """What a time that somebody is typing is understood as, for the line below it."""
    incident = incident_of(request, public_id)
    allow(request, Action.FACT_RECORD, incident)
    words = request.GET.get("when", "")[:300]
    told = said_context(words, clock_of(incident.organisation.zone, clock.now()))
    return render(request, "incidents/_said.html", {"said": told})
