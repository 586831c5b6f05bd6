"""Revisions, readings and settlements are never changed; a redaction may only empty their texts."""

from django.db import migrations

from lib.db.append_only import AppendOnly, protect

REVISION = AppendOnly(
    "incidents_factrevision",
    guarded=[
        "id",
        "fact_id",
        "n",
        "kind",
        "claim",
        "source_id",
        "same_as_id",
        "earliest",
        "latest",
        "precision",
        "zone",
        "made_at",
        "made_by_id",
    ],
    redactable=["what_id", "what_en", "speaker_role_id", "speaker_role_en", "as_said", "reason"],
)
READING = AppendOnly(
    "incidents_reading",
    guarded=[
        "id",
        "public_id",
        "fact_id",
        "n",
        "of",
        "source_id",
        "earliest",
        "latest",
        "precision",
        "zone",
        "made_at",
        "made_by_id",
    ],
    redactable=["text_id", "text_en", "value", "note_id", "note_en"],
)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]

    operations = [protect(REVISION, READING, AppendOnly("incidents_settlement"))]
