"""The small components of the portal's pages: icons, chips, avatars, codes, pagers, texts in two languages.

Each tag renders one partial of `templates/partials/` or one element; none reads the database.
"""

from __future__ import annotations

import re
import zlib
from functools import cache, lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language

from lib.calendar_words import LANGUAGES, language_of
from lib.looks import TLP_CLASS, Look, look

register = template.Library()

_AVATAR_TINTS = ("", "b", "c", "d")
_WORD = re.compile(r"[^\W\d_]\w*")
_CODE_GROUP = 4
_PLAIN = {"", "live"}
_TICKED = re.compile(r"`([^`]+)`")


@cache
def _sprite() -> str:
    return static("icons.svg")


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, hidden from readers of the page's words; size is "", "s" or "l".

    Made once each: a list shows some two hundred of a handful. The name is never what a person wrote.
    """
    extra = f" i-{size}" if size else ""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>', extra, _sprite(), name
    )


@lru_cache(maxsize=1000, typed=True)
def _chip(label: str, shown: Look, extra: str = "") -> SafeString:
    """Kept because a list shows the same few words in every row.

    By its type too: what is marked as safe equals the same words from a person, which are escaped.
    """
    classes = " ".join(part for part in ("chip", shown.kind, extra) if part)
    drawing = icon(shown.icon) if shown.icon else ""
    return format_html('<span class="{}">{}{}</span>', classes, drawing, label)


@register.simple_tag
def chip(label: object, kind: str = "", symbol: str = "", extra: str = "") -> SafeString:
    """A chip with a word, a tint and an icon; never colour alone."""
    return _chip(str(label), Look(kind, symbol), extra)


@register.simple_tag
def chip_of(family: str, value: object, label: object) -> SafeString:
    """The chip of a vocabulary's value, as `lib.looks` dresses it; `label` is its translated word."""
    return _chip(str(label), look(family, str(value or "")))


@register.simple_tag
def kind_of(family: str, value: object) -> str:
    """Only the tint of a vocabulary's value, for a timeline's dot or a list's icon."""
    return look(family, str(value or "")).kind


@register.simple_tag
def tlp(level: object) -> SafeString:
    """The label of the Traffic Light Protocol in FIRST's colours on black."""
    return _tlp(str(getattr(level, "value", level) or ""))


@lru_cache(maxsize=100)
def _tlp(word: str) -> SafeString:
    return format_html('<span class="chip tlp {} sq">TLP:{}</span>', TLP_CLASS.get(word, "clear"), word)


@register.filter
def initials(name: object) -> str:
    """Up to two letters for an avatar: the first and the last word's."""
    words = _WORD.findall(str(name or ""))
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[:2] for word in words]
    return "".join(letters).upper()


@register.simple_tag
def avatar(name: object, size: str = "s") -> SafeString:
    """A round mark with somebody's initials; a dashed ring for nobody. Always beside the name in words."""
    small = "av-s " if size == "s" else ""
    if not name:
        return format_html('<span class="av {}none" aria-hidden="true">–</span>', small)
    tint = _AVATAR_TINTS[zlib.crc32(str(name).encode()) % len(_AVATAR_TINTS)]
    return format_html('<span class="av {}{}" aria-hidden="true">{}</span>', small, tint, initials(name))


@register.simple_tag
def owner(name: object, nobody: object = "") -> SafeString:
    """Somebody's avatar and name, or the words for nobody."""
    faint = "" if name else " faint"
    return format_html(
        '<span class="own">{}<span class="nm{}">{}</span></span>', avatar(name), faint, name or nobody
    )


@register.filter
def short_hash(digest: object) -> str:
    """The first eight and last four signs of a hash, for a list; the whole is a click away."""
    whole = str(digest or "")
    return f"{whole[:8]}…{whole[-4:]}" if len(whole) > 16 else whole


@register.filter
def spaced(code: object) -> str:
    """A long code in groups of four, to be read aloud or compared on paper."""
    whole = str(code or "")
    return " ".join(whole[at : at + _CODE_GROUP] for at in range(0, len(whole), _CODE_GROUP))


def _both(thing: object, name: str) -> tuple[str, str]:
    """The wording of a bilingual text for the reader, and the language it is in."""
    mine = language_of(get_language() or LANGUAGES[0])
    order = [mine, *(code for code in LANGUAGES if code != mine)]
    texts = ((str(getattr(thing, f"{name}_{code}", "") or ""), code) for code in order)
    return next(((text, code) for text, code in texts if text), ("", mine))


@register.filter
def wording(thing: object, name: str) -> str:
    """A text that stands in Indonesian, English or both, in the reader's language where there is one."""
    return _both(thing, name)[0]


@register.simple_tag
def text(thing: object, name: str) -> SafeString:
    """The same as an element: a wording in the other language carries its mark and its `lang`."""
    words, code = _both(thing, name)
    if not words or code == language_of(get_language() or LANGUAGES[0]):
        return format_html("{}", words)
    return format_html(
        '<span lang="{}">{}</span> <abbr class="lang-mark">{}</abbr>', code, words, code.upper()
    )


@register.filter
def sentence(words: object) -> str:
    """The text with its first letter as a capital."""
    return capfirst(str(words))


@register.inclusion_tag("partials/copy.html")
def copy(value: object, label: object, shown: object = "") -> dict[str, Any]:
    """A code with a button that copies the whole of it; `label` says what it is."""
    return {"value": value, "label": label, "shown": shown or short_hash(value)}


@register.inclusion_tag("partials/empty.html")
def empty(
    title: object, words: object = "", symbol: str = "circle-check", url: str = "", label: object = ""
) -> dict[str, Any]:
    """What belongs here when nothing is here yet, and the next step."""
    return {"title": title, "text": words, "symbol": symbol, "url": url, "label": label}


@register.inclusion_tag("partials/pager.html")
def pager(newer: str = "", older: str = "", shown: object = "") -> dict[str, Any]:
    """Newer and older pages by their addresses; `shown` says what is on this one."""
    return {"newer": newer, "older": older, "shown": shown}


@register.inclusion_tag("partials/stamp.html")
def stamp(origin: object, words: object) -> dict[str, Any]:
    """The strip that marks an exercise or a reconstruction on every page; nothing for a live incident."""
    value = str(getattr(origin, "value", origin) or "")
    first, _, rest = str(words or "").partition(" ")
    return {"first": first, "rest": rest, "symbol": look("origin", value).icon, "shown": value not in _PLAIN}


@register.filter
def ticked(words: str) -> SafeString:
    """A sentence in which `names` between backticks are set as code."""
    patterns = ("{}", "<code>{}</code>")
    found = (format_html(patterns[n % 2], each) for n, each in enumerate(_TICKED.split(words)))
    return mark_safe("".join(found))  # noqa: S308 - each part has been escaped
