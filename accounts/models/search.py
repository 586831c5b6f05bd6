"""Full-text search: one document per thing that is seen or hidden as a whole.

The words lie in an FTS5 table on SQLite and in a `tsvector` column on PostgreSQL (see the migration);
organisation and access stand on the document, so that searching obeys the same rule as reading.
"""

from __future__ import annotations

from django.db import models

from accounts.models.access import Access
from accounts.models.organisation import Organisation


class SearchDocument(models.Model):
    """What can be found of one thing. `kind` decides which queryset may read it."""

    kind = models.CharField(max_length=30)
    object_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    access = models.ForeignKey(Access, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    content = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_document_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
