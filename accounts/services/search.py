"""Keeping and asking the full-text index; the same words are found on both databases."""

from __future__ import annotations

import re

from django.db import connection
from django.db.models.expressions import RawSQL

from accounts.models import Access, Organisation, SearchDocument

_WORD = re.compile(r"\w+", re.UNICODE)
MAX_WORDS = 12

_SQLITE = (
    # CROSS keeps the order: the words first. Left to itself, SQLite asks the words of each document in turn.
    "SELECT d.object_id FROM accounts_searchtext t CROSS JOIN accounts_searchdocument d ON d.id = t.rowid "
    "WHERE accounts_searchtext MATCH %s AND d.kind = %s"
)
_NOTHING = "SELECT 0 WHERE 1 = 0"
_POSTGRES = (
    "WITH hit AS MATERIALIZED (SELECT object_id FROM accounts_searchdocument "
    "WHERE vector @@ to_tsquery('simple', %s) AND kind = %s) SELECT object_id FROM hit"
)


def words_of(text: str) -> list[str]:
    """The words of a text as the index keeps them: small letters, no punctuation, no NUL."""
    return _WORD.findall(text.lower())


def index(
    *, kind: str, object_id: int, organisation: Organisation, access: Access | None, texts: list[str]
) -> None:
    """Write what can be found of a thing; call it in the transaction that changes the thing."""
    content = " ".join(words_of(" ".join(text for text in texts if text)))
    SearchDocument.objects.bulk_create(
        [
            SearchDocument(
                kind=kind, object_id=object_id, organisation=organisation, access=access, content=content
            )
        ],
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["organisation", "access", "content"],
    )


def forget_replaced() -> None:
    """Let the index forget words that no text holds any more; call it after `index`, when words must be gone.

    SQLite's index only marks words as replaced, and holds them until it happens to merge its segments. This
    merges all of them, which takes as long as the index is large: it is for what was redacted.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_searchtext(accounts_searchtext) VALUES ('optimize')")


def matching(kind: str, query: str) -> RawSQL | None:
    """A subquery of the object ids of a kind whose text has every word of the query, the last as a prefix.

    None when nothing is asked for; signs that make no word, such as “???”, are found nowhere. Use it as
    `queryset.filter(pk__in=matching(...))` on a queryset that is already `visible_to` the actor.
    """
    words = words_of(query)[:MAX_WORDS]
    if not words:
        return RawSQL(_NOTHING, []) if query.strip() else None  # noqa: S611
    if connection.vendor == "postgresql":
        text = (
            " & ".join(f"'{word}'" for word in words[:-1])
            + (" & " if words[:-1] else "")
            + f"'{words[-1]}':*"
        )
        return RawSQL(_POSTGRES, [text, kind])  # noqa: S611
    text = " ".join(f'"{word}"' for word in words) + "*"
    return RawSQL(_SQLITE, [text, kind])  # noqa: S611
