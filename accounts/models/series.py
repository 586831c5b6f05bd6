"""Counters for numbers that a reader sees, such as INS-2026-0001."""

from __future__ import annotations

from django.db import models

from accounts.models.organisation import Organisation


class Series(models.Model):
    """The last number given in one series of one organisation in one year."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.name}-{self.year}-{self.last:04d}"
