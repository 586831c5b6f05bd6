"""The report as canonical JSON (RFC 8785) and back, and the hash that is printed on it.

A field that holds its default is left out, so a later version of the model may add fields without
changing the hash of what was issued before. Instants are written in UTC, bytes in base64.
"""

from __future__ import annotations

import base64
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from incidents.reports.model import FORM, PostIncidentReport
from lib.canonical import sha256_of

Plain = Any
T = TypeVar("T")


class SnapshotError(ValueError):
    """A stored snapshot that does not have the form this version reads; names the place."""


def content_snapshot(report: PostIncidentReport) -> dict[str, Plain]:
    """The content as plain JSON values."""
    return {**_plain(report), "form": report.form}


def content_hash(report: PostIncidentReport) -> str:
    """SHA-256 of the canonical content, in hexadecimal; nothing of the issue data is in it."""
    return sha256_of(content_snapshot(report))


def report_from(snapshot: dict[str, Plain]) -> PostIncidentReport:
    """The content of a stored snapshot. Raises `SnapshotError`."""
    form = snapshot.get("form")
    if form != FORM:
        raise SnapshotError(f"form {form!r} is not {FORM!r}")
    return _built(PostIncidentReport, snapshot, "content")


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


_LAYOUTS: dict[type, tuple[tuple[str, Any, Any], ...]] = {}


def _layout(kind: type) -> tuple[tuple[str, Any, Any], ...]:
    """Name, type and default of each field, worked out once for a class."""
    known = _LAYOUTS.get(kind)
    if known is None:
        hints = get_type_hints(kind)
        shape = tuple((field.name, hints[field.name], _default(field)) for field in fields(kind))
        known = _LAYOUTS[kind] = shape
    return known


def _plain(value: Any) -> Plain:
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if value is None or isinstance(value, bool | int):
        return value
    if is_dataclass(value):
        found = ((name, getattr(value, name), default) for name, _hint, default in _layout(type(value)))
        return {name: _plain(each) for name, each, default in found if default is MISSING or each != default}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise SnapshotError(f"{type(value).__name__} has no place in a snapshot")


def _built(kind: type[T], plain: Plain, place: str) -> T:
    if not isinstance(plain, dict):
        raise SnapshotError(f"{place}: an object is expected")
    layout = _layout(kind)
    strange = plain.keys() - {name for name, _hint, _default_value in layout}
    if strange:
        raise SnapshotError(f"{place}: unknown {', '.join(sorted(strange))}")
    given = {
        name: _value(hint, plain[name], f"{place}.{name}")
        for name, hint, _default_value in layout
        if name in plain
    }
    missing = [name for name, _hint, default in layout if default is MISSING and name not in given]
    if missing:
        raise SnapshotError(f"{place}: {', '.join(missing)} missing")
    return kind(**given)


def _value(hint: Any, plain: Plain, place: str) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        if plain is None:
            return None
        return _value(next(each for each in inner if each is not NoneType), plain, place)
    if origin is tuple:
        if not isinstance(plain, list):
            raise SnapshotError(f"{place}: a list is expected")
        return tuple(_value(inner[0], each, f"{place}[{at}]") for at, each in enumerate(plain))
    if is_dataclass(hint):
        return _built(hint, plain, place)  # type: ignore[arg-type]
    try:
        return _scalar(hint, plain)
    except (TypeError, ValueError) as error:
        raise SnapshotError(f"{place}: {error}") from error


def _scalar(hint: Any, plain: Plain) -> Any:
    if hint is datetime:
        return datetime.fromisoformat(plain)
    if hint is date:
        return date.fromisoformat(plain)
    if hint is bytes:
        return base64.b64decode(plain, validate=True)
    if not isinstance(plain, hint) or (hint is int and isinstance(plain, bool)):
        raise TypeError(f"{hint.__name__} is expected")
    return plain
