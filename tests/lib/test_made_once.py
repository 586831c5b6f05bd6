"""Subqueries whose SQL is made once: what they answer, under whatever name the row around goes."""

from __future__ import annotations

import pytest
from django.db.models import Value

from accounts.models import Organisation
from lib.db.counting import CountOf
from lib.db.gathering import RowsOf
from lib.db.made_once import MadeOnce
from tests.people import Cast

pytestmark = pytest.mark.django_db

UNITS = MadeOnce(
    lambda parent: RowsOf(
        Organisation.objects.filter(parent=parent, external=False).order_by("name"), "short", "parent__short"
    )
)
"""The units of an organisation: rows of the same table as the row around."""


def fresh_units(parent: Organisation) -> list[str]:
    return [
        each.short for each in Organisation.objects.filter(parent=parent, external=False).order_by("name")
    ]


def test_it_answers_for_each_row_what_is_asked_of_that_row(cast: Cast) -> None:
    found = Organisation.objects.annotate(units=UNITS).order_by("pk")
    assert any(each.units for each in found)
    for each in found:
        assert [unit.short for unit in each.units] == fresh_units(each)
        assert {unit.parent_short for unit in each.units} <= {each.short}


def test_the_sql_is_made_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    list(Organisation.objects.annotate(units=UNITS))

    def anew(*_given: object) -> None:
        raise AssertionError("made anew")

    monkeypatch.setattr(MadeOnce, "_make", anew)
    assert len(list(Organisation.objects.annotate(units=UNITS).filter(external=False))) > 1


def test_the_row_around_may_have_another_name_and_values_before_and_after(cast: Cast) -> None:
    """As part of a subquery its table goes by another name; parameters stay in their order."""
    many = MadeOnce(lambda parent: CountOf(Organisation.objects.filter(parent=parent, external=False)))
    parents = Organisation.objects.alias(units=many).filter(units__gt=0, key__gt="").values("pk")
    rows = Organisation.objects.annotate(before=Value("a"), units=many, after=Value("z"))
    found = rows.filter(pk__in=parents, name__gt="")
    assert found
    for each in found:
        assert (each.before, each.units, each.after) == ("a", len(fresh_units(each)), "z")
