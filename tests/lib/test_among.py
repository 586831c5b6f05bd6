"""Keys that stand in the SQL itself find what `__in` finds, and nothing but whole numbers stands there."""

from __future__ import annotations

import pytest
from django.db.models import F, Q

from accounts.models import Organisation
from lib.db.among import Among
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_it_finds_what_django_finds(cast: Cast) -> None:
    keys = (cast.pemprov.pk, cast.smart_city.pk)
    found = Organisation.objects.filter(Among("pk", keys))
    assert set(found) == {cast.pemprov, cast.smart_city}
    assert set(Organisation.objects.exclude(Among("pk", keys))).isdisjoint(found)


def test_no_keys_find_nothing_and_leave_the_other_side_of_an_or(cast: Cast) -> None:
    assert not Organisation.objects.filter(Among("pk", ())).exists()
    either = Q(Among("pk", ())) | Q(pk=cast.pemprov.pk)
    assert list(Organisation.objects.filter(either)) == [cast.pemprov]


def test_an_expression_can_be_asked_too(cast: Cast) -> None:
    moved = Organisation.objects.alias(beyond=F("pk") + 1).filter(Among("beyond", (cast.pemprov.pk + 1,)))
    assert list(moved) == [cast.pemprov]


def test_words_never_reach_the_sql(cast: Cast) -> None:
    with pytest.raises(ValueError, match="format code"):
        list(Organisation.objects.filter(Among("pk", ("1) OR (1=1",))))  # type: ignore[arg-type]
