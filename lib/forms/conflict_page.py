"""The context of the page on which somebody chooses between two changes of one field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
class Saved:
    """Who saved before this reader, and when."""

    other: str
    opened_version: int
    saved_version: int
    saved_at: datetime
    reason: str = ""
    trail_url: str = ""
    trail_label: str = ""


def marked(pieces: Sequence[Piece]) -> SafeString:
    """A difference with <ins> and <del> around its words; the words themselves are escaped."""
    return format_html_join("", "{}", ((format_html(_TAGS[kind], words),) for kind, words in pieces))


def context(
    found: Reconciled,
    *,
    heading: str,
    saved: Saved,
    post: QueryDict,
    action: str,
    discard_url: str,
    warnings: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """What `partials/conflict.html` shows; a second visit keeps the choices made so far."""
    hidden = [*found.kept, ("version", str(saved.saved_version)), ("seen", found.seen)]
    for row in found.rows:
        hidden.append(("conflict", row.name))
        hidden += [(f"theirs.{row.name}", each) for each in row.theirs_raw]
        hidden += [(f"mine.{row.name}", each) for each in row.mine_raw]
    return {
        "heading": heading,
        "other": saved.other,
        "opened_version": saved.opened_version,
        "opened_at": opened_at(post) or saved.saved_at,
        "saved_version": saved.saved_version,
        "saved_at": saved.saved_at,
        "conflicts": [_conflict(row, post) for row in found.rows],
        "merged": [{"label": each.label, "words": _fit(each, saved.other)} for each in found.fits],
        "warnings": [{"title": title, "words": words} for title, words in warnings],
        "reason": saved.reason,
        "trail_url": saved.trail_url,
        "trail_label": saved.trail_label,
        "hidden": hidden,
        "action": action,
        "discard_url": discard_url,
        "next_version": saved.saved_version + 1,
    }


def _conflict(row: ConflictRow, post: QueryDict) -> dict[str, Any]:
    again = row.name in post.getlist("conflict")
    return {
        "name": row.name,
        "label": row.label,
        "was": row.base,
        "theirs": marked(row.theirs_difference) if row.is_prose else row.theirs,
        "mine": marked(row.mine_difference) if row.is_prose else row.mine,
        "choice": post.get(f"{CHOICE}{row.name}", ""),
        "free": row.is_prose,
        "both": post.get(f"{TOGETHER}{row.name}", "") or row.together,
        "error": _("Choose one of the two.") if again and not post.get(f"{CHOICE}{row.name}") else "",
    }


def _fit(each: FitRow, other: str) -> str:
    who = other if each.by == "theirs" else _("You")
    return f"{who}: {each.before or _('empty')} → {each.after or _('empty')}"
