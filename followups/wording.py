"""What a notice says, in the active language; shared by the portal's inbox and by mail."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from followups.models import FollowUp, Notice
from followups.schedule import key_offset
from followups.texts import sentence
from followups.vocabulary import LIVE, NoticeKind
from lib.calendar_words import language_of
from lib.wording import relative_words

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FRESH = timedelta(hours=1)
"""A reminder that leaves later than this after its milestone says what is left by then."""

STAMPS = {
    "exercise": gettext_lazy("Exercise, not a real incident"),
    "reconstructed": gettext_lazy("Reconstructed from public sources, not an official document"),
}
LABELS = {"exercise": gettext_lazy("Exercise"), "reconstructed": gettext_lazy("Reconstruction")}
MARKS = {"exercise": gettext_lazy("EXERCISE"), "reconstructed": gettext_lazy("RECONSTRUCTION")}
_NUMBER = re.compile(r"\b[A-Z]{2,5}-\d{4}-\d{4,}\b")


def reader_language() -> str:
    """The language that is active now, as the two-letter code of the texts."""
    return language_of(get_language() or "id")


def stamp_of(origin: str) -> str:
    """The sentence that marks an exercise or a reconstruction; empty for what is live."""
    return str(STAMPS.get(origin, ""))


def label_of(origin: str) -> str:
    """The same as a word before others, for a list."""
    return str(LABELS.get(origin, ""))


def origin_of(notice: Notice) -> str:
    """Whether what a notice is about is live, an exercise or a reconstruction."""
    return notice.follow_up.origin if notice.follow_up else str(notice.data.get("origin", LIVE))


def mark_of(origin: str) -> str:
    """The same as one word, for a subject line."""
    return str(MARKS.get(origin, ""))


def number_of(notice: Notice) -> str:
    """The number of what a notice is about, such as INS-2026-0015, and never more of it; may be empty."""
    given = str(notice.data.get("number", ""))
    if given or notice.follow_up is None:
        return given
    for subject in notice.follow_up.subjects.all():
        found = _NUMBER.search(subject.label)
        if found:
            return found.group()
    return ""


def headline(notice: Notice, *, now: datetime | None = None, with_content: bool = True) -> str:
    """Why somebody is told, in a few words: "Due in 3 days", "2 days past its deadline", "Assigned to you".

    With `now`, a reminder that is no longer fresh tells what is left by then instead of its milestone.
    """
    if notice.kind == NoticeKind.ASSIGNED:
        return str(NoticeKind.ASSIGNED.label)
    if notice.kind not in {NoticeKind.REMINDER, NoticeKind.ESCALATION}:
        return sentence(notice.data, with_content=with_content)
    if not with_content:
        return str(NoticeKind(notice.kind).label)
    due = notice.due_at
    if now is not None and due is not None and now - (due + key_offset(notice.milestone)) > FRESH:
        zone = notice.follow_up.zone if notice.follow_up else "Asia/Jakarta"
        return relative_words(due, now, reader_language(), zone=zone).capitalize()
    return milestone_words(notice.milestone)


def milestone_words(key: str) -> str:
    """A milestone in words: "Due in 3 days", "Due now", "1 day past its deadline"."""
    offset = key_offset(key)
    days, rest = divmod(abs(offset), DAY)
    number = rest // HOUR + 24 * days if rest else days
    if not offset:
        return _("Due now")
    if offset < timedelta(0):
        words = (
            ngettext("Due in {n} hour", "Due in {n} hours", number)
            if rest
            else ngettext("Due in {n} day", "Due in {n} days", number)
        )
    else:
        words = (
            ngettext("{n} hour past its deadline", "{n} hours past their deadline", number)
            if rest
            else ngettext("{n} day past its deadline", "{n} days past their deadline", number)
        )
    return words.format(n=number)


def title_of(follow_up: FollowUp) -> str:
    """The title in the reader's language where there is one, else as it was written."""
    return follow_up.title.for_reader(reader_language())[0]


def link_of(notice: Notice) -> str:
    """Where in the portal a notice leads, as a path."""
    if notice.follow_up is not None:
        return f"/go/follow_up/{notice.follow_up.public_id}"
    url = str(notice.data.get("url", ""))
    return url if url.startswith("/") and not url.startswith("//") else "/"
