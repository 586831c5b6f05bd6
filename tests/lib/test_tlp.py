"""The Traffic Light Protocol and personal data: order, colours, what the law says."""

from __future__ import annotations

import pytest

from lib.personal_data import DataSensitivity, PersonalData
from lib.tlp import Tlp, fits_in_mail


def test_the_levels_run_from_red_to_clear() -> None:
    assert [level.value for level in Tlp] == ["RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"]
    assert sorted(Tlp, key=lambda level: level.strictness) == list(reversed(list(Tlp)))


def test_every_level_has_a_label_a_colour_and_a_meaning() -> None:
    for level in Tlp:
        assert level.label == f"TLP:{level.value}"
        assert level.colour.startswith("#")
        assert level.meaning


@pytest.mark.parametrize(
    ("level", "fits"),
    [(Tlp.RED, False), (Tlp.AMBER_STRICT, False), (Tlp.AMBER, False), (Tlp.GREEN, True), (Tlp.CLEAR, True)],
)
def test_content_above_green_stays_out_of_mail(level: Tlp, fits: bool) -> None:
    assert fits_in_mail(level) is fits


def test_health_children_and_finances_are_specific_and_identifiers_general() -> None:
    specific = {each for each in PersonalData if each.sensitivity is DataSensitivity.SPECIFIC}
    assert specific == {PersonalData.HEALTH, PersonalData.CHILD, PersonalData.FINANCIAL}


def test_every_kind_of_data_has_a_short_name() -> None:
    assert all(each.short for each in PersonalData)
    assert PersonalData.NIK.short == "NIK"
