"""Giving numbers such as INS-2026-0001, without gaps, inside the transaction that uses them."""

from __future__ import annotations

from django.db import connection

from accounts.models import Organisation


def next_number(*, organisation: Organisation, series: str, year: int) -> str:
    """The next number of the series: `<series>-<year>-<0001…>`. Holds the counter until commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_series (organisation_id, name, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (organisation_id, name, year) DO UPDATE SET last = accounts_series.last + 1 "
            "RETURNING last",
            [organisation.pk, series, year],
        )
        number = int(cursor.fetchone()[0])
    return f"{series}-{year}-{number:04d}"
