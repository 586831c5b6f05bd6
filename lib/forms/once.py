"""The hidden field by which a form that is sent a second time is known again."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from lib.ids import new_public_id

FIELD = "once"


def once_field() -> SafeString:
    """The field with a new key; a form that is shown anew gets another one."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_public_id())
