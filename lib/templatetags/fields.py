"""Forms in templates: one question with its hint and error, tiles, files, the summary of what is wrong."""

from __future__ import annotations

import html
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, Field
from django.utils.safestring import SafeString, mark_safe

from lib.forms.once import once_field
from lib.forms.strips import Filter

register = template.Library()


@register.inclusion_tag("partials/field.html")
def field(bound: BoundField, wide: bool = False) -> dict[str, Any]:
    """One question of a form: label, hint, what is wrong with it, and its control."""
    return {"field": bound, "group": _is_group(bound), "wide": wide}


@register.simple_tag
def once() -> SafeString:
    """The hidden field with which a form does its work once, however often it is sent."""
    return once_field()


@register.filter
def options(bound: BoundField) -> list[Any]:
    """The single inputs of a group of radios or checkboxes, dressed, for a template that lays them out."""
    widget = bound.field.widget
    widget.attrs["class"] = " ".join({*str(widget.attrs.get("class", "")).split(), "form-check-input"})
    return list(bound)


_OPTION = (
    '<label class="opt"><input class="form-check-input" type="{kind}" name="{name}" value="{value}"{checked}>'
    "<span>{words}</span></label>"
)


@register.simple_tag
def filter_options(shown: Filter) -> SafeString:
    """The options of a filter as inputs; hundreds of units, twenty times faster than a loop in a template."""
    kind, name = "checkbox" if shown.multiple else "radio", html.escape(shown.name)
    rows = (
        _OPTION.format(
            kind=kind,
            name=name,
            value=html.escape(value),
            checked=" checked" if value in shown.chosen else "",
            words=html.escape(words),
        )
        for value, words in shown.options
    )
    return mark_safe("".join(rows))  # noqa: S308 - each part has been escaped


@register.inclusion_tag("partials/tiles.html")
def tiles(bound: BoundField, columns: int = 1) -> dict[str, Any]:
    """A choice as large tiles, for a question that is answered with a thumb."""
    return {"field": bound, "columns": columns}


@register.inclusion_tag("partials/files.html")
def files(bound: BoundField, kept: object = (), camera: bool = False) -> dict[str, Any]:
    """A place to drop files, with those that an earlier attempt left with the server (`kept`)."""
    return {"field": bound, "kept": kept, "camera": camera}


@register.inclusion_tag("partials/error_summary.html")
def error_summary(form: BaseForm, sent: bool = False) -> dict[str, Any]:
    """What keeps a form from being saved (or sent), each line linked to its question."""
    errors = form.errors if form.is_bound else {}
    lines = [
        {"target": form[name].id_for_label or form[name].auto_id, "text": _telling(form[name], str(text))}
        for name, texts in errors.items()
        if name in form.fields
        for text in texts
    ]
    general = form.non_field_errors() if form.is_bound else []
    files = {name for name, asked in form.fields.items() if asked.widget.needs_multipart_form}
    return {
        "files": bool(files),
        "files_refused": bool(files & set(errors)),
        "lines": lines,
        "general": general,
        "count": len(lines) + len(general),
        "sent": sent,
        "kept": not any(_is_password(each) for each in form.fields.values()),
    }


def _is_password(asked: Field) -> bool:
    """Whether it comes back empty from a refusal."""
    return getattr(asked.widget, "input_type", "") == "password"


def _telling(bound: BoundField, text: str) -> str:
    """What is wrong, away from its question: "This field is required." says of which one."""
    return f"{bound.label}: {text}" if text == str(Field.default_error_messages["required"]) else text


def _is_group(bound: BoundField) -> bool:
    """Whether the control is several inputs, so that the question is a legend and not a label."""
    return bool(getattr(bound.field.widget, "use_fieldset", False))


@register.filter
def with_classes(bound: BoundField) -> SafeString:
    """The control itself, dressed for its kind Django ties it to hint and error."""
    kind = getattr(bound.field.widget, "input_type", "") or ""
    dress = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}
    classes = dress.get(kind, "form-control")
    given = bound.field.widget.attrs.get("class", "")
    wrong = "is-bad" if bound.errors else ""
    attrs: dict[str, str | bool] = {"class": " ".join(part for part in (given, classes, wrong) if part)}
    return bound.as_widget(attrs=attrs)
