"""The mail of one notice or of several: in the reader's language, with no more content than TLP allows.

Above TLP:GREEN a mail holds the number and the link and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from followups.models import FollowUp, Notice
from followups.vocabulary import NoticeKind
from followups.wording import (
    headline,
    link_of,
    mark_of,
    number_of,
    origin_of,
    reader_language,
    stamp_of,
    title_of,
)
from lib.tlp import Tlp, fits_in_mail
from lib.wording import instant_words

LONGEST_SUBJECT = 160
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One notice as a mail tells it; everything but headline, number and link may be empty."""

    headline: str
    number: str
    link: str
    title: str = ""
    about: str = ""
    due: str = ""
    basis: str = ""
    owner: str = ""
    stamp: str = ""
    mark: str = ""

    @property
    def line(self) -> str:
        """Why and what about; a number that the headline names is not said again."""
        about = self.title or ("" if self.number in self.headline else self.number)
        return f"{self.headline}: {about}" if about else self.headline


def tells_content(notice: Notice) -> bool:
    """Whether more than number and link may stand in a mail about this: nothing of it is above TLP:GREEN."""
    held = [notice.access, notice.follow_up.access if notice.follow_up else None]
    return all(fits_in_mail(Tlp(access.tlp)) for access in held if access is not None)


def urgency(notice: Notice) -> tuple[bool, datetime, int]:
    """The order in a digest: duties by law first, then by due moment."""
    legal = notice.follow_up is not None and notice.follow_up.is_legal
    return not legal, notice.due_at or notice.created_at, notice.pk


def compose(notices: Sequence[Notice], *, message_id: str, now: datetime, domain: str) -> EmailMessage:
    """One mail to the notices' common recipient, whose address is known to be there.

    Plain text; `Message-ID` is the given one, whatever the number of attempts.
    """
    recipient = notices[0].recipient
    with translation.override(recipient.language):
        items = [_item(notice, now) for notice in sorted(notices, key=urgency)]
        subject = _subject(items)
        context = {
            "name": recipient.shown_name,
            "items": items,
            "inbox": f"{settings.PUBLIC_URL}/notices/",
            "portal": settings.PUBLIC_URL,
        }
        body = render_to_string(f"followups/mail/{'notice' if len(items) == 1 else 'digest'}.txt", context)
    return EmailMessage(
        subject=subject,
        body=body.strip() + "\n",
        to=[recipient.email],
        headers={
            "Message-ID": message_id,
            "Date": format_datetime(now.astimezone(UTC)),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Id": f"Tanggap <notices.{domain}>",
            **_thread(notices, domain),
        },
    )


def _thread(notices: Sequence[Notice], domain: str) -> dict[str, str]:
    """The header by which mails about the same follow-up stand together."""
    follow_up = notices[0].follow_up
    if len(notices) != 1 or follow_up is None:
        return {}
    return {"References": f"<follow-up.{follow_up.public_id}@{domain}>"}


def _subject(items: Sequence[Item]) -> str:
    """One line: the mark of what is not live, why, and what about."""
    if len(items) > 1:
        count = len(items)
        words = ngettext("{n} thing needs you", "{n} things need you", count).format(n=count)
        return f"[Tanggap] {words}"
    item = items[0]
    mark = f"[{item.mark}] " if item.mark else ""
    words = f"[Tanggap] {mark}{item.line}"
    return one_line(words, LONGEST_SUBJECT)


def one_line(text: str, limit: int) -> str:
    """The text without line breaks or control characters, cut at a limit: a header cannot be smuggled in."""
    plain = _SPACE.sub(" ", text).strip()
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"


def _item(notice: Notice, now: datetime) -> Item:
    content = tells_content(notice)
    follow_up = notice.follow_up
    origin = origin_of(notice)
    item = Item(
        headline=headline(notice, now=now, with_content=content),
        number=number_of(notice),
        link=f"{settings.PUBLIC_URL}{link_of(notice)}",
        stamp=stamp_of(origin),
        mark=mark_of(origin),
    )
    return _with_content(item, notice, follow_up) if content and follow_up else item


def _with_content(item: Item, notice: Notice, follow_up: FollowUp) -> Item:
    due, late = follow_up.due_at, notice.kind == NoticeKind.ESCALATION
    return replace(
        item,
        title=one_line(title_of(follow_up), 300),
        about=", ".join(one_line(label, 200) for label in follow_up.labels),
        due=instant_words(due, follow_up.zone, reader_language(), weekday=True) if due else "",
        basis=one_line(follow_up.legal_basis, 120),
        owner=follow_up.owner.shown_name if late and follow_up.owner else "",
    )
