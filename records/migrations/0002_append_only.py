"""Custody entries are never changed."""

from django.db import migrations

from lib.db.append_only import AppendOnly, protect


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [protect(AppendOnly("records_custodyentry"))]
