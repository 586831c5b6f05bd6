"""The context of the page on which somebody chooses between two changes of one field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lib.forms.lost_update import CHOICE, TOGETHER, ConflictRow, FitRow, Reconciled, opened_at
from lib.forms.merge import Piece

_TAGS = {"same": "{}", "added": "<ins>{}</ins>", "struck": "<del>{}</del>"}


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed something, when, and why if they said so; `url` leads to it in the trail."""

    who: str = ""
    at: datetime | None = None
    reason: str = ""
    url: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """Who it was, also where nobody knows any more."""
        return self.who or _("Somebody")


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What happened since the reader opened the form: the last change, and the last one of each field."""

    last: Change = field(default_factory=Change)
    by_field: Mapping[str, Change] = field(default_factory=dict)

    def of(self, name: str) -> Change:
        """Who changed that field last; nobody by name where no entry tells."""
        return self.by_field.get(name, Change())


def marked(pieces: Sequence[Piece]) -> SafeString:
    """A difference with <ins> and <del> around its words; the words themselves are escaped."""
    return format_html_join("", "{}", ((format_html(_TAGS[kind], words),) for kind, words in pieces))


def context(
    found: Reconciled, *, meanwhile: Meanwhile, post: QueryDict, action: str, discard_url: str
) -> dict[str, Any]:
    """What `partials/conflict.html` shows; a second visit keeps the choices made so far."""
    hidden = [*found.kept, ("version", str(found.version)), ("seen", found.seen)]
    for row in found.rows:
        hidden.append(("conflict", row.name))
        hidden += [(f"theirs.{row.name}", each) for each in row.theirs_raw]
        hidden += [(f"mine.{row.name}", each) for each in row.mine_raw]
    last = meanwhile.last
    return {
        "heading": _("{name} saved this before you").format(name=last.name),
        "last": last,
        "opened_version": _number(post.get("version", "")),
        "opened_at": opened_at(post) or last.at,
        "saved_version": found.version,
        "conflicts": [_conflict(row, meanwhile.of(row.name), post) for row in found.rows],
        "merged": [{"label": each.label, "words": _fit(each, meanwhile)} for each in found.fits],
        "others": _others(found, meanwhile),
        "hidden": hidden,
        "action": action,
        "discard_url": discard_url,
        "next_version": found.version + 1,
    }


def _others(found: Reconciled, meanwhile: Meanwhile) -> list[dict[str, Any]]:
    """The changes before the last one, newest first, and the fields whose last change they were."""
    labels: dict[Change, list[str]] = {}
    theirs = [(row.name, row.label) for row in found.rows]
    theirs += [(fit.name, fit.label) for fit in found.fits if fit.by == "theirs"]
    for name, label in theirs:
        change = meanwhile.of(name)
        if change.at is not None and change != meanwhile.last:
            labels.setdefault(change, []).append(str(label))
    newest_first = sorted(labels, key=lambda change: str(change.at), reverse=True)
    return [{"change": each, "labels": ", ".join(labels[each])} for each in newest_first]


def _conflict(row: ConflictRow, change: Change, post: QueryDict) -> dict[str, Any]:
    again = row.name in post.getlist("conflict")
    return {
        "name": row.name,
        "label": row.label,
        "was": row.base,
        "change": change,
        "theirs": marked(row.theirs_difference) if row.is_prose else row.theirs,
        "mine": marked(row.mine_difference) if row.is_prose else row.mine,
        "choice": post.get(f"{CHOICE}{row.name}", ""),
        "free": row.is_prose,
        "both": post.get(f"{TOGETHER}{row.name}", "") or row.together,
        "error": _("Choose one of the two.") if again and not post.get(f"{CHOICE}{row.name}") else "",
    }


def _fit(each: FitRow, meanwhile: Meanwhile) -> str:
    who = meanwhile.of(each.name).name if each.by == "theirs" else _("You")
    return f"{who}: {each.before or _('empty')} → {each.after or _('empty')}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
