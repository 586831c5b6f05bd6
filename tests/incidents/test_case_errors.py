# ruff: noqa: E501
"""A case file that is wrong: every error with its place, exit 1, nothing written, no traceback."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from jsonschema import Draft202012Validator

from accounts.actors import SYSTEM
from accounts.models import Organisation, TrailEntry
from accounts.services.organisations import create_organisation
from compliance.models import Asset
from compliance.services.catalogue import load_framework
from incidents.cases.loader import load_case
from incidents.cases.reader import SIZE_LIMIT, read_bytes, read_file
from incidents.cases.vocabulary import SCHEMA_FILE, schema
from incidents.models import Incident
from incidents.vocabulary import BssnType, Claim, FactKind, Origin, ReadingOf, RsitClass, UnknownKind
from lib.errors import Conflict, Invalid
from lib.moments import Precision
from lib.personal_data import PersonalData
from lib.tlp import Tlp
from tests.catalogue import shipped_framework
from tests.incidents.conftest import CASES
from tests.people import NOW

pytestmark = pytest.mark.django_db
SIKM = (CASES / "sikm-2020.yaml").read_text(encoding="utf-8")

WRONG = [
    ("origin: reconstructed", "origin: rekonstruksi", "origin (line 3)", "rekonstruksi"),
    ("tlp: CLEAR", "tlp: WHITE", "tlp (line 5)", "WHITE"),
    ("tlp: CLEAR", "colour: red", "colour (line 5)", "colour"),
    ("language: id\n", "", "(line 2)", "language"),
    ("owner: dpmptsp", "owner: dinas", "owner (line 7)", "dinas"),
    ("owner: dpmptsp", "owner: bssn", "owner (line 7)", ""),
    ("shared_with: [diskominfotik]", "shared_with: [x]", "shared_with[0] (line 8)", "x"),
    ("tlp: CLEAR", "tlp: RED", "shared_with (line 8)", "TLP:RED"),
    ("shared_with: [diskominfotik]", "shared_with: [dpmptsp]", "shared_with[0] (line 8)", ""),
    ("key: bssn,", "key: dpmptsp,", "organisations[3].key (line 13)", "dpmptsp"),
    ("short: Diskominfotik, part_of: pemprov-dki", "part_of: diskominfotik", "organisations[1].part_of", ""),
    ("short: Diskominfotik, part_of: pemprov-dki", "part_of: nowhere", "organisations[1].part_of", "nowhere"),
    ("operator: dpmptsp, personal", "operator: dpmtsp, personal", "assets[0].operator (line 15)", "dpmtsp"),
    ("personal_data: [nik, kk_number, npwp, phone], affected", "personal_data: [ktp], affected", "assets[0].personal_data[0]", "ktp"),
    ("https://jakevo.jakarta.go.id", "javascript:alert(1)", "assets[0].url (line 15)", ""),
    ("2020-05-22T18:32:00+07:00\"}\ntimeline", "2020-05-22T18:32:00\"}\ntimeline", "sources[0].published_at", ""),
    ("key: exposure\n", "key: outage\n", "timeline[2].key", "outage"),
    ("kind: detection", "kind: rumour", "timeline[1].kind (line 29)", "rumour"),
    ("claim: confirmed, what", "claim: disputed, what", "timeline[5].claim", "disputed"),
    ("same_as: exposure, precision: about", "same_as: seen, precision: about", "timeline[1].moment.same_as", "seen"),
    ("same_as: exposure, precision: about", "same_as: seen-by-press, precision: about", "timeline[1].moment.same_as", ""),
    ("same_as: exposure, precision: day", "same_as: exposure, earliest: 2020-05-18, precision: day", "timeline[2].moment", ""),
    ("latest: \"2020-05-20T00:00:00+07:00\", precision", "latest: \"2020-05-18T00:00:00+07:00\", precision", "timeline[0].moment.latest (line 24)", ""),
    ("earliest: \"2020-05-22\", latest", "earliest: \"2020-02-30\", latest", "timeline[4].moment.earliest (line 32)", "2020-02-30"),
    ("2020-05-22T18:32:00+07:00\", precision: minute", "0020-05-22T18:32:00+07:00\", precision: minute", "timeline[5].moment.earliest", "20"),
    ("{earliest: \"2020-05-22T18:32:00+07:00\", precision: minute}", "{precision: minute}", "timeline[5].moment", ""),
    ("precision: unknown}, speaker", "precision: roughly}, speaker", "timeline[3].moment.precision", "roughly"),
    ("note: {id: \"18 Mei", "remark: {id: \"18 Mei", "timeline[0].readings[0].remark", "remark"),
    ("source: kumparan, earliest: \"2020-05-19T23:30", "source: koran, earliest: \"2020-05-19T23:30", "timeline[0].readings[1].source (line 28)", "koran"),
    ("{of: moment, text: \"Selasa malam", "{of: quantity, value: banyak, text: \"Selasa malam", "timeline[0].readings[1].value", ""),
    ("{of: moment, text: \"Selasa malam", "{of: quantity, value: 9-3, text: \"Selasa malam", "timeline[0].readings[1].value", ""),
    ("rsit: \"Information Content Security\"", "rsit: Leak", "classification.rsit (line 34)", "Leak"),
    ("bssn: \"kebocoran data\"", "bssn: bocor", "classification.bssn (line 34)", "bocor"),
    ("data_subjects: unknown", "data_subjects: {min: 5, max: 2}", "personal_data.data_subjects", ""),
    ("data_subjects: unknown", "data_subjects: about 100", "personal_data.data_subjects", ""),
    ("data_subjects: unknown", "data_subjects: -1", "personal_data.data_subjects", ""),
    ("kind: people_affected", "kind: weather", "unknowns[0].kind", "weather"),
    ("[A.8.32, A.8.29, A.8.31]", "[A.8.32, A.8.99, A.8.31]", "lessons[0].requirements[1]", "A.8.99"),
    ("[A.8.32, A.8.29, A.8.31]", "[A.8.32, A.8.32]", "lessons[0].requirements", ""),
    ("[A.5.34, A.8.11]", "[8.11a]", "lessons[2].requirements[0]", "8.11a"),
    ("title: {id: \"Data pemohon SIKM terlihat oleh pemohon lain\", en", "title: {id: \"\", en", "title", ""),
    ("title: {id: \"Data pemohon SIKM terlihat oleh pemohon lain\", en", "title: {fr: \"x\", en", "title", ""),
    ("publisher: kumparan", "publisher: 12", "sources[0].publisher", ""),
]  # fmt: skip


def nothing_was_written() -> bool:
    kinds = (Incident, Organisation, Asset)
    verbs = TrailEntry.objects.exclude(verb="framework.loaded")
    return not any(kind.objects.exists() for kind in kinds) and not verbs.exists()


@pytest.mark.parametrize(("old", "new", "place", "words"), WRONG)
def test_an_error_is_named_with_its_place(catalogue, old, new, place, words):
    assert old in SIKM
    with pytest.raises(Invalid) as refused:
        load_case(actor=SYSTEM, now=NOW, case=read_bytes(SIKM.replace(old, new, 1).encode()))
    told = {each.field: str(each.message) for each in refused.value.problems}
    named = [text for where, text in told.items() if where.startswith(place)]
    assert named and any(words in text for text in named), told
    assert all(text.strip() and not re.search(r"\{\w+\}", text) for text in told.values()), told
    assert nothing_was_written()


def test_an_owner_that_is_an_outside_body_here_is_named_with_its_place(catalogue):
    known_outside("dpmptsp")
    with pytest.raises(Invalid) as refused:
        load_case(actor=SYSTEM, now=NOW, case=read_bytes(SIKM.encode()))
    assert [each.field for each in refused.value.problems] == ["owner (line 7)"]
    assert not Incident.objects.exists()


@pytest.mark.parametrize("here", [True, False])
def test_an_outside_body_that_a_case_is_shared_with_is_named_but_not_let_in(catalogue, here):
    text = SIKM
    if here:
        known_outside("diskominfotik")
    else:
        text = SIKM.replace("shared_with: [diskominfotik]", "shared_with: [bssn]")
    loaded = load_case(actor=SYSTEM, now=NOW, case=read_bytes(text.encode()))
    key = "diskominfotik" if here else "bssn"
    assert not loaded.incident.parties.get(key=key).shared
    assert not loaded.incident.access.grants.exists()
    assert any(f"“{key}”" in str(note) and "luar" in str(note) for note in loaded.notes)


def known_outside(key: str) -> None:
    create_organisation(
        actor=SYSTEM, now=NOW, key=key, name="Badan luar", short="BL", parent=None, external=True
    )


def test_all_errors_are_listed_at_once(catalogue):
    text = SIKM.replace("tlp: CLEAR", "tlp: WHITE").replace("kind: detection", "kind: rumour")
    text = text.replace("A.8.16", "A.9.16").replace("owner: dpmptsp", "owner: dinas")
    with pytest.raises(Invalid) as refused:
        load_case(actor=SYSTEM, now=NOW, case=read_bytes(text.encode()))
    assert [each.field for each in refused.value.problems] == [
        "tlp (line 5)",
        "owner (line 7)",
        "timeline[1].kind (line 29)",
        "lessons[3].requirements[0] (line 50)",
    ]


def test_without_a_catalogue_every_requirement_is_unknown(db):
    with pytest.raises(Invalid) as refused:
        load_case(actor=SYSTEM, now=NOW, case=read_bytes(SIKM.encode()))
    assert len(refused.value.problems) == 9


def test_the_same_file_twice_changes_nothing(sikm):
    entries = TrailEntry.objects.count()
    again = load_case(actor=SYSTEM, now=NOW, case=read_bytes(SIKM.encode()))
    assert again.already_there and again.incident == sikm
    commented = load_case(actor=SYSTEM, now=NOW, case=read_bytes(f"# lain\n{SIKM}".encode()))
    assert commented.already_there
    assert TrailEntry.objects.count() == entries


def test_the_same_key_with_other_content_is_refused(sikm):
    other = SIKM.replace("Artikel diterbitkan.", "Artikel terbit.")
    with pytest.raises(Conflict):
        load_case(actor=SYSTEM, now=NOW, case=read_bytes(other.encode()))
    assert Incident.objects.count() == 1


def test_organisations_and_assets_that_exist_are_matched_and_never_changed(sikm, jaki, catalogue):
    assert Organisation.objects.filter(key="diskominfotik").count() == 1
    text = SIKM.replace("case: sikm-2020", "case: sikm-lagi").replace(
        "Badan Siber dan Sandi Negara", "Badan lain"
    )
    loaded = load_case(actor=SYSTEM, now=NOW, case=read_bytes(text.encode()))
    assert Organisation.objects.get(key="bssn").name == "Badan Siber dan Sandi Negara"
    assert Asset.objects.filter(key="jakevo").count() == 1
    assert any("Badan lain" in str(each) for each in loaded.notes)


def test_a_weekday_that_contradicts_its_date_is_only_noted(catalogue):
    loaded = load_case(actor=SYSTEM, now=NOW, case=read_bytes(SIKM.encode()))
    assert [str(each) for each in loaded.notes] == [
        "timeline[0].readings[0] (line 27): 18 Mei 2020 adalah hari Senin"
    ]


def test_two_who_load_the_same_case_at_once_find_one(transactional_db):
    load_framework(actor=SYSTEM, now=NOW, data=shipped_framework())

    def load(_number: int) -> bool:
        try:
            return load_case(actor=SYSTEM, now=NOW, case=read_bytes(SIKM.encode())).already_there
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(load, range(4)))
    assert outcomes.count(False) == 1
    assert Incident.objects.count() == 1


def test_missing_organisations_go_below_the_one_that_is_named(cast, catalogue):
    text = SIKM.replace("pemprov-dki", "provinsi-lain").replace("key: dpmptsp", "key: ptsp")
    text = text.replace("owner: dpmptsp", "owner: ptsp").replace("operator: dpmptsp", "operator: ptsp")
    load_case(actor=SYSTEM, now=NOW, case=read_bytes(text.encode()), organisation=cast.pemprov)
    assert Organisation.objects.get(key="provinsi-lain").parent == cast.pemprov
    assert Organisation.objects.get(key="bssn").parent is None


NONSENSE = {
    "empty": b"",
    "only-comment": b"# nothing\n",
    "a-list": b"- one\n- two\n",
    "a-word": b"hello",
    "null": b"~",
    "binary": bytes(range(256)) * 20,
    "latin": "judul: kopi é".encode("latin-1"),
    "nul": b"case: a\x00b\n",
    "tabs": b"case:\n\t- x\n",
    "unclosed": b'title: {id: "x\n',
    "two-documents": b"case: a\n---\ncase: b\n",
    "anchor": b"a: &x [1]\nb: *x\n",
    "tag": b"a: !!python/object/apply:os.system ['true']\n",
    "bomb": b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
    "deep": b"[" * 5000,
    "doubled": b"case: a\ncase: b\n",
    "list-key": b"? [a]\n: b\n",
    "merge": b"<<: {case: a}\n",
    "wrong-types": b"case: []\ntimeline: {}\nassets: 3\norganisations: x\nlessons: [1, [2], {}]\n",
    "escaped-nul": b'case: "a\\0b"\n',
    "half-a-pair": b'case: "a\\uD800b"\n',
    "huge-number": b"case: 99999999999999999999999999\n",
}


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_ends_in_a_message_and_not_in_a_traceback(catalogue, tmp_path: Path, content):
    path = tmp_path / "kasus.yaml"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("load_case", str(path))
    assert str(path) in str(refused.value)
    assert nothing_was_written()


def test_a_folder_a_missing_file_and_a_large_one_are_refused(db, tmp_path: Path):
    large = tmp_path / "besar.yaml"
    with large.open("wb") as stream:
        stream.truncate(100 * SIZE_LIMIT)
    for path in (tmp_path, tmp_path / "tidak-ada.yaml", large, Path("/dev/zero")):
        with pytest.raises(CommandError):
            call_command("load_case", str(path))


def test_an_unknown_organisation_is_named(db, tmp_path: Path):
    with pytest.raises(CommandError, match="tidak-ada"):
        call_command("load_case", str(CASES / "sikm-2020.yaml"), organisation="tidak-ada")


def test_the_schema_is_valid_closed_and_has_our_words():
    Draft202012Validator.check_schema(schema())
    assert json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) == schema()
    parts = schema()["$defs"]
    words = {
        "precision": Precision,
        "claim": Claim,
        "category": PersonalData,
    }
    for name, choices in words.items():
        assert parts[name]["enum"] == list(choices.values)
    assert schema()["properties"]["origin"]["enum"] == list(Origin.values)
    assert schema()["properties"]["tlp"]["enum"] == list(Tlp.values)
    assert parts["fact"]["properties"]["kind"]["enum"] == list(FactKind.values)
    assert parts["reading"]["properties"]["of"]["enum"] == list(ReadingOf.values)
    assert parts["unknown"]["properties"]["kind"]["enum"] == list(UnknownKind.values)
    kinds = parts["classification"]["properties"]
    assert kinds["rsit"]["enum"] == [each.official_title for each in RsitClass]
    assert kinds["bssn"]["enum"] == list(BssnType.values)
    closed = [part for part in [schema(), *parts.values()] if part.get("type") == "object"]
    assert all(part["additionalProperties"] is False for part in closed)


def test_both_files_are_read_with_their_lines():
    case = read_file(CASES / "jaki-2023.yaml")
    assert case.place(("timeline", 4, "moment", "earliest")) == "timeline[4].moment.earliest (line 21)"


def test_a_long_chain_of_facts_that_share_a_moment_is_no_trouble(catalogue):
    text = SIKM.replace("case: sikm-2020", "case: rantai")
    rows = [
        f"  - {{key: k{n}, kind: action, claim: reported, what: x, "
        f"moment: {{same_as: {f'k{n - 1}' if n else 'exposure'}, precision: day}}}}"
        for n in reversed(range(1100))
    ]
    text = text.replace("timeline:\n", "timeline:\n" + "\n".join(rows) + "\n")
    incident = load_case(actor=SYSTEM, now=NOW, case=read_bytes(text.encode())).incident
    assert incident.facts.filter(span_from=None).count() == 1
    assert incident.facts.get(key="k1099").span_to == incident.facts.get(key="k0").span_to
