"""Readings that stand against each other: one more, a decision among them, the decision taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.policy import Action
from accounts.portal.access import PortalRequest, signed_in
from accounts.portal.answers import Done, carried_out, see_other
from followups.wording import reader_language
from incidents.models import Fact, IncidentEvidence, Reading
from incidents.portal.answering import FORM_METHODS, allow
from incidents.portal.dispute_forms import ReadingForm, SettleForm, WithdrawForm
from incidents.portal.fact_rows import reading_words
from incidents.portal.facts import Desk
from incidents.portal.frame import incident_of, url
from incidents.portal.said import said_context
from incidents.portal.sources import source_choices
from incidents.selectors.evidence import evidence_of
from incidents.selectors.facts import fact_for, source_for
from incidents.services.disputes import add_reading, settle_fact, withdraw_settlement
from incidents.vocabulary import ReadingOf
from lib import clock
from lib.texts import text_of


@require_http_methods(FORM_METHODS)
@signed_in
def fact_reading(request: PortalRequest, public_id: UUID, fact_id: UUID) -> HttpResponseBase:
    """Add one way in which a source tells the fact."""
    desk, fact = _desk(request, public_id, fact_id, Action.FACT_RECORD)
    form = ReadingForm(
        desk.clock, source_choices(desk.incident), request.POST or None, initial={"version": fact.version}
    )
    if form.is_valid() and form.asks is None and _read(desk, fact, form):
        return _back(desk, fact)
    said = form.asks or said_context(form["when"].value() or "", desk.clock)
    heading = _("Another reading of fact {n}").format(n=desk.timeline.numbers[fact.pk])
    return desk.page(form, heading=heading, submit=_("Save the reading"), said=said)


def _read(desk: Desk, fact: Fact, form: ReadingForm) -> Done[Reading] | None:
    values = form.cleaned_data
    return carried_out(
        desk.request,
        form,
        lambda: add_reading(
            actor=desk.request.actor,
            now=clock.now(),
            fact=fact,
            version=values["version"],
            data=form.reading_data(
                desk.incident.language,
                source_for(desk.incident, values["source"]) if values["source"] else None,
            ),
        ),
        _("Reading added."),
    )


@require_http_methods(FORM_METHODS)
@signed_in
def fact_settle(request: PortalRequest, public_id: UUID, fact_id: UUID) -> HttpResponseBase:
    """Decide which reading stands."""
    desk, fact = _desk(request, public_id, fact_id, Action.FACT_SETTLE)
    readings, files = list(fact.readings.order_by("n")), evidence_of(request.actor, desk.incident)
    form = _settle_form(desk, fact, readings, files)
    if _settled(desk, fact, form, readings, files):
        return _back(desk, fact)
    heading = _("Settle fact {n}").format(n=desk.timeline.numbers[fact.pk])
    note = _("The other readings stay on record")
    return desk.page(form, heading=heading, submit=_("Settle"), note=note)


def _settle_form(
    desk: Desk, fact: Fact, readings: Sequence[Reading], files: Sequence[IncidentEvidence]
) -> SettleForm:
    standing = [each for each in files if not each.evidence.voided_at]
    return SettleForm(
        _reading_choices(readings),
        [(str(each.public_id), each.evidence.filename) for each in standing],
        source_choices(desk.incident),
        desk.request.POST or None,
        initial={"version": fact.version, "chosen": desk.request.GET.get("reading", "")},
    )


def _reading_choices(readings: Sequence[Reading]) -> list[tuple[str, str]]:
    """Every reading, in enough words to tell it from the others."""
    rows = []
    for reading in readings:
        heading, time = reading_words(reading)
        heading = f"{heading}, {time[:1].lower()}{time[1:]}" if time else heading
        said = Truncator(text_of(reading, "text").for_reader(reader_language())[0]).chars(80)
        rows.append((str(reading.public_id), f"{heading}: “{said}”"))
    return rows


def _settled(
    desk: Desk,
    fact: Fact,
    form: SettleForm,
    readings: Sequence[Reading],
    files: Sequence[IncidentEvidence],
) -> Done[object] | None:
    reading = {str(each.public_id): each for each in readings}
    evidence = {str(each.public_id): each.evidence for each in files}

    def settle() -> object:
        values = form.cleaned_data
        return settle_fact(
            actor=desk.request.actor,
            now=clock.now(),
            fact=fact,
            version=values["version"],
            chosen=reading[values["chosen"]],
            reason=values["reason"],
            evidence=evidence.get(values["evidence"]),
            source=source_for(desk.incident, values["source"]) if values["source"] else None,
        )

    return carried_out(desk.request, form, settle, _("Settled. The other readings stay on record."))


@require_http_methods(FORM_METHODS)
@signed_in
def fact_withdraw(request: PortalRequest, public_id: UUID, fact_id: UUID) -> HttpResponseBase:
    """Take a decision back: the readings stand against each other again."""
    desk, fact = _desk(request, public_id, fact_id, Action.FACT_SETTLE)
    sent = request.POST or None
    form = WithdrawForm(sent, initial=None if sent else _standing_decision(desk, fact))
    if carried_out(
        request,
        form,
        lambda: withdraw_settlement(actor=request.actor, now=clock.now(), fact=fact, **form.cleaned_data),
        _("The decision was taken back."),
    ):
        return _back(desk, fact)
    return desk.page(form, heading=_("Take the decision back"), submit=_("Take back"))


def _desk(request: PortalRequest, public_id: UUID, fact_id: UUID, action: str) -> tuple[Desk, Fact]:
    desk = Desk(request, incident_of(request, public_id))
    allow(request, action, desk.incident)
    return desk, fact_for(request.actor, desk.incident, fact_id)


def _standing_decision(desk: Desk, fact: Fact) -> dict[str, Any]:
    """Which decision is in force, for the form that takes it back."""
    rows = next(state.rows for state in desk.timeline.states if state.rows.fact.pk == fact.pk)
    decided = [of for of in ReadingOf.values if rows.settlement(of) is not None]
    return {"version": fact.version, "of": decided[0] if decided else ReadingOf.MOMENT.value}


def _back(desk: Desk, fact: Fact) -> HttpResponse:
    return see_other(f"{url('timeline', desk.incident)}#fact-{fact.public_id}")
