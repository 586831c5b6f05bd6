"""Loading a framework: complete, once, and kept in place when it changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.actors import SYSTEM
from accounts.models import TrailEntry
from compliance.models import Framework, Requirement
from compliance.selectors import requirements_for
from compliance.services.catalogue import load_framework
from lib.errors import Conflict, Refused
from tests.catalogue import shipped_framework
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


def test_every_requirement_is_there_with_its_place_in_the_tree(framework):
    rows = Requirement.objects.filter(framework=framework)
    assert rows.count() == len(shipped_framework().requirements)
    assert rows.controls().count() == 93
    assert Requirement.objects.get(code="A.8.29").parent.code == "A.8"
    assert Requirement.objects.get(code="9.2.1").parent.code == "9.2"


def test_the_same_content_twice_writes_nothing(framework):
    _again, written = load_framework(actor=SYSTEM, now=NOW, data=shipped_framework())
    assert not written
    assert TrailEntry.objects.filter(verb="framework.loaded").count() == 1


def test_changed_content_keeps_the_rows_that_others_point_at(framework):
    before = Requirement.objects.get(code="10.1")
    data = shipped_framework()
    rows = [replace(each, order=each.order + 1) for each in data.requirements]
    rows = [replace(each, title_en="Improving") if each.code == "10.1" else each for each in rows]
    changed = replace(data, requirements=tuple(rows), sha256="1" * 64)
    assert load_framework(actor=SYSTEM, now=NOW, data=changed)[1]
    after = Requirement.objects.get(code="10.1")
    assert (after.pk, after.title_en, after.order) == (before.pk, "Improving", before.order + 1)


def test_content_that_lost_a_requirement_is_refused_as_a_whole(framework):
    data = shipped_framework()
    shorter = replace(data, requirements=data.requirements[:-1], sha256="2" * 64, edition="2030")
    with pytest.raises(Conflict, match=r"A\.8\.34"):
        load_framework(actor=SYSTEM, now=NOW, data=shorter)
    assert Framework.objects.get().edition == "2022"


def test_only_the_system_loads_the_catalogue(cast):
    with pytest.raises(Refused):
        load_framework(actor=as_actor(cast.administrator), now=NOW, data=shipped_framework())


def test_the_command_says_what_it_did_and_what_is_wrong(db, tmp_path: Path, capsys):
    call_command("load_catalogue")
    call_command("load_catalogue")
    assert capsys.readouterr().out.count("ISO/IEC 27001:2022") == 2
    broken = tmp_path / "kerangka.yaml"
    broken.write_text("framework: {}\n")
    for path in (broken, tmp_path, tmp_path / "tidak-ada.yaml"):
        with pytest.raises(CommandError):
            call_command("load_catalogue", str(path))


def test_requirements_are_found_by_code_and_by_title(framework, cast):
    actor = as_actor(cast.reporter)
    assert [each.code for each in requirements_for(actor, query="A.8.29")] == ["A.8.29"]
    assert requirements_for(actor, query="log", controls_only=True).exists()
    assert not requirements_for(as_actor(cast.nobody)).exists()
