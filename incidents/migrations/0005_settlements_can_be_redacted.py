"""Why a dispute was settled is a text that a redaction empties, as it empties wordings and readings."""

from django.db import migrations

from lib.db.append_only import AppendOnly

SETTLEMENT = AppendOnly(
    "incidents_settlement",
    guarded=["id", "fact_id", "of", "chosen_id", "evidence_id", "source_id", "made_at", "made_by_id"],
    redactable=["reason"],
)
NEVER_CHANGED = AppendOnly("incidents_settlement")


def let_reasons_be_emptied(apps, schema_editor):
    """An update passes that empties the reason and nothing else."""
    SETTLEMENT.install(schema_editor.connection)


def refuse_every_update(apps, schema_editor):
    """As it was before."""
    NEVER_CHANGED.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_open_incidents_are_found_at_once")]

    operations = [migrations.RunPython(let_reasons_be_emptied, refuse_every_update)]
