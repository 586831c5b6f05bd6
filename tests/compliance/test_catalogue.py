"""The catalogue of ISO/IEC 27001:2022, and the reader that refuses a file with mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from compliance.catalogue import ISO_27001_2022
from compliance.catalogue.reader import FrameworkData, RequirementData, natural_key, read_framework
from lib.errors import Invalid

NEW = {
    *("A.5.7", "A.5.23", "A.5.30", "A.7.4", "A.8.9", "A.8.10", "A.8.11", "A.8.12", "A.8.16", "A.8.23"),
    "A.8.28",
}
DOCUMENTED = {
    *("4.3", "5.2", "6.1.2", "6.1.3", "6.2", "7.2", "7.5.1", "8.1", "8.2", "8.3", "9.1", "9.2.2", "9.3.3"),
    "10.2",
}
CLAUSES = [
    *(
        "4",
        "4.1",
        "4.2",
        "4.3",
        "4.4",
        "5",
        "5.1",
        "5.2",
        "5.3",
        "6",
        "6.1",
        "6.1.1",
        "6.1.2",
        "6.1.3",
        "6.2",
    ),
    *(
        "6.3",
        "7",
        "7.1",
        "7.2",
        "7.3",
        "7.4",
        "7.5",
        "7.5.1",
        "7.5.2",
        "7.5.3",
        "8",
        "8.1",
        "8.2",
        "8.3",
        "9",
    ),
    *("9.1", "9.2", "9.2.1", "9.2.2", "9.3", "9.3.1", "9.3.2", "9.3.3", "10", "10.1", "10.2"),
]
VOCABULARY = {
    "types": {"preventive", "detective", "corrective"},
    "properties": {"confidentiality", "integrity", "availability"},
    "concepts": {"identify", "protect", "detect", "respond", "recover"},
    "capabilities": {
        *("governance", "asset_management", "information_protection", "human_resource_security"),
        *("physical_security", "system_and_network_security", "application_security"),
        *("secure_configuration", "identity_and_access_management", "threat_and_vulnerability_management"),
        *("continuity", "supplier_relationships_security", "legal_and_compliance"),
        *("information_security_event_management", "information_security_assurance"),
    },
    "domains": {"governance_and_ecosystem", "protection", "defence", "resilience"},
}


@pytest.fixture(scope="module")
def framework() -> FrameworkData:
    return read_framework(ISO_27001_2022)


@pytest.fixture(scope="module")
def by_code(framework: FrameworkData) -> dict[str, RequirementData]:
    return {each.code: each for each in framework.requirements}


class TestTheShippedCatalogue:
    def test_it_is_the_edition_of_2022_with_its_amendment(self, framework: FrameworkData) -> None:
        assert (framework.key, framework.edition) == ("iso-27001-2022", "2022")
        assert framework.amendments == ("1:2024",)
        assert len(framework.sha256) == 64

    def test_there_are_93_controls_in_four_themes(self, framework: FrameworkData) -> None:
        sizes = dict.fromkeys(("A.5", "A.6", "A.7", "A.8"), 0)
        for control in framework.controls:
            sizes[str(control.parent)] += 1
        assert sizes == {"A.5": 37, "A.6": 8, "A.7": 14, "A.8": 34}
        assert len(framework.controls) == 93

    def test_the_controls_of_a_theme_are_numbered_without_gaps(
        self, by_code: dict[str, RequirementData]
    ) -> None:
        for theme, size in {"A.5": 37, "A.6": 8, "A.7": 14, "A.8": 34}.items():
            assert all(f"{theme}.{n}" in by_code for n in range(1, size + 1))

    def test_every_clause_from_4_to_10_is_there(self, framework: FrameworkData) -> None:
        clauses = [each.code for each in framework.requirements if not each.code.startswith("A.")]
        assert clauses == CLAUSES

    def test_eleven_controls_are_new(self, framework: FrameworkData) -> None:
        assert {each.code for each in framework.requirements if each.new_in_2022} == NEW

    def test_documented_information_is_marked_where_the_standard_asks_for_it(
        self, framework: FrameworkData
    ) -> None:
        assert {each.code for each in framework.requirements if each.documented_information} == DOCUMENTED

    def test_the_climate_amendment_stands_on_its_two_clauses(self, framework: FrameworkData) -> None:
        amended = {each.code: each.amendments for each in framework.requirements if each.amendments}
        assert set(amended) == {"4.1", "4.2"}
        assert all(note.edition == "1:2024" for notes in amended.values() for note in notes)

    def test_the_attributes_are_the_closed_vocabularies_of_27002(self, framework: FrameworkData) -> None:
        assert {kind.key: set(kind.values) for kind in framework.attribute_kinds} == VOCABULARY
        assert all(all(names) for kind in framework.attribute_kinds for names in kind.values.values())

    def test_every_control_has_at_least_one_of_each_kind(self, framework: FrameworkData) -> None:
        for control in framework.controls:
            assert set(control.attributes) == set(VOCABULARY), control.code
            for kind, words in control.attributes.items():
                assert words, (control.code, kind)
                assert set(words) <= VOCABULARY[kind], (control.code, kind)

    @pytest.mark.parametrize(
        ("code", "kind", "words"),
        [
            ("A.5.7", "types", {"preventive", "detective", "corrective"}),
            ("A.5.22", "capabilities", {"supplier_relationships_security", "information_security_assurance"}),
            ("A.5.30", "properties", {"availability"}),
            ("A.6.6", "properties", {"confidentiality"}),
            ("A.7.4", "concepts", {"protect", "detect"}),
            ("A.7.13", "domains", {"protection", "resilience"}),
            ("A.8.13", "types", {"corrective"}),
            ("A.8.13", "concepts", {"recover"}),
            ("A.8.16", "types", {"detective", "corrective"}),
            ("A.8.29", "concepts", {"identify"}),
        ],
    )
    def test_attributes_that_are_easily_mistaken(
        self, by_code: dict[str, RequirementData], code: str, kind: str, words: set[str]
    ) -> None:
        assert set(by_code[code].attributes[kind]) == words

    def test_the_corrective_controls_are_those_of_the_standards_own_example(
        self, framework: FrameworkData
    ) -> None:
        corrective = [each.code for each in framework.controls if "corrective" in each.attributes["types"]]
        assert corrective == [
            *(
                "A.5.5",
                "A.5.6",
                "A.5.7",
                "A.5.24",
                "A.5.26",
                "A.5.28",
                "A.5.29",
                "A.5.30",
                "A.5.35",
                "A.5.37",
            ),
            *("A.6.4", "A.8.7", "A.8.13", "A.8.16"),
        ]

    def test_every_text_stands_in_both_languages_and_they_differ(self, framework: FrameworkData) -> None:
        for each in framework.requirements:
            for stem in ("title", "summary"):
                texts = [getattr(each, f"{stem}_{language}") for language in ("id", "en")]
                assert all(texts), (each.code, stem)
                assert texts[0] != texts[1], (each.code, stem)

    def test_a_summary_is_one_to_three_sentences_and_no_two_are_the_same(
        self, framework: FrameworkData
    ) -> None:
        for language in ("id", "en"):
            summaries = [getattr(each, f"summary_{language}") for each in framework.requirements]
            assert len(set(summaries)) == len(summaries)
            for summary in summaries:
                assert summary.endswith(".")
                assert 40 <= len(summary) <= 400
                assert 1 <= summary.count(". ") + 1 <= 3

    def test_titles_fit_the_column_that_keeps_them(self, framework: FrameworkData) -> None:
        assert all(len(each.title_id) <= 200 and len(each.title_en) <= 200 for each in framework.requirements)

    def test_parents_stand_before_their_children_and_codes_in_natural_order(
        self, framework: FrameworkData
    ) -> None:
        seen: set[str] = set()
        for each in framework.requirements:
            assert each.parent is None or each.parent in seen
            assert each.parent is None or each.code.startswith(f"{each.parent}.")
            seen.add(each.code)
        codes = [each.code for each in framework.requirements]
        assert codes == sorted(codes, key=natural_key)
        assert len(seen) == len(codes)
        assert [each.order for each in framework.requirements] == list(range(1, len(codes) + 1))

    def test_what_the_two_cases_point_at_is_there(self, by_code: dict[str, RequirementData]) -> None:
        pointed_at = (
            *("A.8.32", "A.8.29", "A.8.31", "A.8.3", "A.8.26", "A.5.34", "A.8.11", "A.8.16", "A.6.8"),
            *("A.8.15", "A.5.7", "A.8.2", "A.8.5", "A.5.22", "10.1", "A.5.27"),
        )
        assert set(pointed_at) <= set(by_code)

    def test_attributes_and_amendments_travel_as_plain_json(
        self, by_code: dict[str, RequirementData]
    ) -> None:
        assert by_code["A.6.8"].as_json()["concepts"] == ["detect"]
        assert by_code["4.1"].as_json()["amendments"][0]["edition"] == "1:2024"
        assert by_code["4.3"].as_json() == {}


def test_codes_sort_as_people_count() -> None:
    codes = ["A.8.10", "10.1", "A.5.1", "9.3.1", "A.8.9", "4", "9.3"]
    assert sorted(codes, key=natural_key) == ["4", "9.3", "9.3.1", "10.1", "A.5.1", "A.8.9", "A.8.10"]


SMALL = """
framework: {key: small, name_id: Kecil, name_en: Small, edition: "1", publisher: Us, amendments: ["1"],
            note_id: Catatan, note_en: Note}
attributes:
  types: {name_id: Jenis, name_en: Type, values: {preventive: {id: Pencegahan, en: Preventive}}}
requirements:
  - {code: "4", title_id: Satu, title_en: One, summary_id: Isi., summary_en: Content.}
  - {code: "4.1", parent: "4", title_id: Dua, title_en: Two, summary_id: Isi., summary_en: Content.}
  - {code: A.5.1, title_id: Tiga, title_en: Three, summary_id: Isi., summary_en: Text.,
     types: [preventive]}
"""


def problems(tmp_path: Path, text: str) -> list[tuple[str | None, str]]:
    file = tmp_path / "framework.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read_framework(file)
    return [(problem.field, problem.code) for problem in refused.value.problems]


class TestTheReader:
    def test_a_small_framework_is_read(self, tmp_path: Path) -> None:
        file = tmp_path / "framework.yaml"
        file.write_text(SMALL, encoding="utf-8")
        found = read_framework(file)
        assert [each.code for each in found.requirements] == ["4", "4.1", "A.5.1"]
        assert [each.code for each in found.controls] == ["A.5.1"]

    @pytest.mark.parametrize(
        ("before", "after", "place", "code"),
        [
            ("types: [preventive]", "types: [magic]", "requirements[3] (A.5.1).types", "unknown_word"),
            ("types: [preventive]", "types: []", "requirements[3] (A.5.1).types", "not_a_list"),
            (
                "types: [preventive]",
                "types: [preventive, preventive]",
                "requirements[3] (A.5.1).types",
                "doubled",
            ),
            ('parent: "4"', 'parent: "5"', "requirements[2] (4.1).parent", "unknown_parent"),
            ('code: "4.1"', 'code: "4"', "requirements[2] (4)", "doubled_code"),
            ("code: A.5.1", 'code: "3"', "requirements[3] (3)", "out_of_order"),
            ("code: A.5.1", "code: Lima", "requirements[3] (Lima).code", "bad_code"),
            ("title_en: Two", 'title_en: "  "', "requirements[2] (4.1).title_en", "not_a_text"),
            ("title_en: Two", "title_en: 2", "requirements[2] (4.1).title_en", "not_a_text"),
            ("title_en: Two", "title_en: null", "requirements[2].title_en", "missing"),
            ("title_en: Two, ", "", "requirements[2].title_en", "missing"),
            ("title_en: Two", "title_en: Two, colour: red", "requirements[2].colour", "unknown_key"),
            (
                "title_en: Two",
                "title_en: Two, new_in_2022: maybe",
                "requirements[2] (4.1).new_in_2022",
                "not_a_flag",
            ),
            ("publisher: Us, ", "", "framework.publisher", "missing"),
            ("en: Preventive", "en: ''", "attributes.types.values.preventive.en", "not_a_text"),
        ],
    )
    def test_a_mistake_is_named_with_its_place(
        self, tmp_path: Path, before: str, after: str, place: str, code: str
    ) -> None:
        assert before in SMALL
        assert (place, code) in problems(tmp_path, SMALL.replace(before, after))

    def test_every_mistake_is_told_at_once(self, tmp_path: Path) -> None:
        broken = SMALL.replace("title_en: Two", "title_en: 2").replace("[preventive]", "[magic]")
        assert len(problems(tmp_path, broken)) == 2

    @pytest.mark.parametrize(
        "text",
        ["", "[]", "framework: [", "a: 1\na: 2", "just words", "{[1]: 2}", "framework: &a [*a]\n", "\x00"],
    )
    def test_what_is_no_framework_at_all_is_refused(self, tmp_path: Path, text: str) -> None:
        assert problems(tmp_path, text)

    def test_the_shipped_file_names_nothing_twice(self) -> None:
        plain = yaml.safe_load(ISO_27001_2022.read_text(encoding="utf-8"))
        assert len(plain["requirements"]) == len(read_framework(ISO_27001_2022).requirements)
