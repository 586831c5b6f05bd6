"""Reads a framework file into frozen values, or says everything that is wrong with it and where."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from compliance.catalogue.places import Places
from lib.errors import Invalid

_CODE = re.compile(r"(?:[A-Z]\.)?[1-9]\d*(?:\.[1-9]\d*)*\Z")
_TEXTS = ("title_id", "title_en", "summary_id", "summary_en")
_HEADER = ("key", "name_id", "name_en", "edition", "publisher", "note_id", "note_en")


@dataclass(frozen=True, slots=True)
class AttributeKind:
    """A way to sort controls, such as their type; `values` maps each word to its Indonesian and English."""

    key: str
    name_id: str
    name_en: str
    values: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a later amendment adds to a requirement."""

    edition: str
    note_id: str
    note_en: str


@dataclass(frozen=True, slots=True)
class RequirementData:
    """One clause, theme or control; `order` counts from 1 through the whole file."""

    code: str
    parent: str | None
    order: int
    title_id: str
    title_en: str
    summary_id: str
    summary_en: str
    documented_information: bool
    new_in_2022: bool
    attributes: Mapping[str, tuple[str, ...]]
    amendments: tuple[Amendment, ...]

    @property
    def is_control(self) -> bool:
        """Controls carry attributes; clauses and themes do not."""
        return bool(self.attributes)

    def as_json(self) -> dict[str, Any]:
        """Attributes and amendments as plain JSON values, for a single column."""
        plain: dict[str, Any] = {kind: list(values) for kind, values in self.attributes.items()}
        if self.amendments:
            plain["amendments"] = [
                {"edition": each.edition, "note_id": each.note_id, "note_en": each.note_en}
                for each in self.amendments
            ]
        return plain


@dataclass(frozen=True, slots=True)
class FrameworkData:
    """A framework with its requirements in their natural order; `sha256` is that of the file's bytes."""

    key: str
    name_id: str
    name_en: str
    edition: str
    publisher: str
    note_id: str
    note_en: str
    amendments: tuple[str, ...]
    attribute_kinds: tuple[AttributeKind, ...]
    requirements: tuple[RequirementData, ...]
    sha256: str

    @property
    def controls(self) -> tuple[RequirementData, ...]:
        """The requirements that are controls."""
        return tuple(each for each in self.requirements if each.is_control)


def natural_key(code: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts codes as people count: 9 before 10, clauses before Annex A, A.5.9 before A.5.10."""
    parts = code.split(".")
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def read_framework(path: Path) -> FrameworkData:
    """The framework in a YAML file.

    Raises `Invalid` with one problem for each mistake, its `field` being the place: not YAML, unknown or
    missing or doubled keys, empty texts, unknown attribute values, controls that lack a kind of attribute,
    doubled codes, parents that do not stand before their children, codes out of order.
    """
    content = path.read_bytes()
    return _framework(_parsed(content), hashlib.sha256(content).hexdigest())


class _Loader(yaml.SafeLoader):
    """YAML without its traps: a doubled key is an error and not an overwritten value."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r}", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _parsed(content: bytes) -> object:
    try:
        return yaml.load(content, Loader=_Loader)  # noqa: S506 (a SafeLoader that is stricter still)
    except (yaml.YAMLError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else "/"
        reason = getattr(error, "problem", None) or str(error)
        raise Invalid(
            format_lazy(
                _("The file is not readable YAML, or names something twice: {reason}"), reason=reason
            ),
            code="not_yaml",
            field=place,
        ) from error


def _framework(raw: object, sha256: str) -> FrameworkData:
    places = Places()
    top = places.mapping(raw, "", required=("framework", "attributes", "requirements"))
    header = places.mapping(top.get("framework"), "framework", required=(*_HEADER, "amendments"))
    texts = {key: places.text(header.get(key), f"framework.{key}") for key in _HEADER}
    amendments = places.words(header.get("amendments"), "framework.amendments")
    kinds = tuple(_kinds(places, top.get("attributes")))
    rows = places.items(top.get("requirements"), "requirements")
    requirements = tuple(_requirement(places, row, n, kinds) for n, row in enumerate(rows, 1))
    _check_tree(places, requirements)
    if places.problems:
        raise Invalid(
            _("The framework file has mistakes; nothing was read."),
            code="framework_invalid",
            problems=places.problems,
        )
    return FrameworkData(
        **texts,
        amendments=amendments,
        attribute_kinds=kinds,
        requirements=requirements,
        sha256=sha256,
    )


def _kinds(places: Places, raw: object) -> Iterator[AttributeKind]:
    for key, value in places.mapping(raw, "attributes").items():
        place = f"attributes.{key}"
        kind = places.mapping(value, place, required=("name_id", "name_en", "values"))
        values = {}
        for word, names in places.mapping(kind.get("values"), f"{place}.values").items():
            named = places.mapping(names, f"{place}.values.{word}", required=("id", "en"))
            values[word] = tuple(
                places.text(named.get(language), f"{place}.values.{word}.{language}")
                for language in ("id", "en")
            )
        yield AttributeKind(
            key=key,
            name_id=places.text(kind.get("name_id"), f"{place}.name_id"),
            name_en=places.text(kind.get("name_en"), f"{place}.name_en"),
            values={word: (names[0], names[1]) for word, names in values.items()},
        )


def _requirement(
    places: Places, raw: object, order: int, kinds: tuple[AttributeKind, ...]
) -> RequirementData:
    place = f"requirements[{order}]"
    row = places.mapping(
        raw,
        place,
        required=("code", *_TEXTS),
        optional=("parent", "documented_information", "new_in_2022", "amendments", *(k.key for k in kinds)),
    )
    code = places.text(row.get("code"), f"{place}.code")
    place = f"{place} ({code})"
    if code and not _CODE.match(code):
        places.add(f"{place}.code", _("A code is written like 6.1.3 or A.5.7."), "bad_code")
    parent = places.text(row["parent"], f"{place}.parent") if "parent" in row else None
    return RequirementData(
        code=code,
        parent=parent,
        order=order,
        **{key: places.text(row.get(key), f"{place}.{key}") for key in _TEXTS},
        documented_information=places.flag(row, "documented_information", place),
        new_in_2022=places.flag(row, "new_in_2022", place),
        attributes=_attributes(places, row, place, kinds),
        amendments=tuple(_amendments(places, row.get("amendments", []), place)),
    )


def _attributes(
    places: Places, row: Mapping[str, object], place: str, kinds: tuple[AttributeKind, ...]
) -> dict[str, tuple[str, ...]]:
    if not any(kind.key in row for kind in kinds):
        return {}
    found = {kind.key: places.words(row.get(kind.key), f"{place}.{kind.key}") for kind in kinds}
    for kind in kinds:
        for word in found[kind.key]:
            if word not in kind.values:
                places.add(
                    f"{place}.{kind.key}",
                    format_lazy(_("“{word}” is not in the list."), word=word),
                    "unknown_word",
                )
    return found


def _amendments(places: Places, raw: object, place: str) -> Iterator[Amendment]:
    for n, each in enumerate(places.items(raw, f"{place}.amendments", empty=True), 1):
        here = f"{place}.amendments[{n}]"
        row = places.mapping(each, here, required=("edition", "note_id", "note_en"))
        edition, note_id, note_en = (
            places.text(row.get(key), f"{here}.{key}") for key in ("edition", "note_id", "note_en")
        )
        yield Amendment(edition, note_id, note_en)


def _check_tree(places: Places, requirements: tuple[RequirementData, ...]) -> None:
    seen: set[str] = set()
    last: str | None = None
    for each in requirements:
        place = f"requirements[{each.order}] ({each.code})"
        if each.code in seen:
            places.add(place, _("This code stands twice."), "doubled_code")
        if each.parent is not None and each.parent not in seen:
            places.add(f"{place}.parent", _("The parent must stand before its children."), "unknown_parent")
        if (
            last
            and _CODE.match(each.code)
            and _CODE.match(last)
            and natural_key(each.code) < natural_key(last)
        ):
            places.add(place, _("The codes are not in their natural order."), "out_of_order")
        seen.add(each.code)
        last = each.code
