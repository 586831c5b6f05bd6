"""Pending uploads, numbers of withdrawn drafts given back, and names of erased people that can be emptied."""

from uuid import UUID

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lib.ids
from lib.db.append_only import AppendOnly, protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_foundations"),
        ("records", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PendingUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=lib.ids.new_public_id, editable=False, unique=True)),
                ("filename", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            model_name="pendingupload",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gt", 0)), name="pending_upload_not_empty"
            ),
        ),
        migrations.RunSQL(
            "UPDATE records_blob SET checked_at = stored_at WHERE checked_at IS NULL", migrations.RunSQL.noop
        ),
        migrations.AlterField(model_name="blob", name="checked_at", field=models.DateTimeField()),
        migrations.AddIndex(
            model_name="blob",
            index=models.Index(fields=["checked_at"], name="blob_longest_unchecked"),
        ),
        migrations.AlterField(
            model_name="custodyentry",
            name="actor_name",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddIndex(
            model_name="custodyentry",
            index=models.Index(fields=["actor_id"], name="custody_by_actor"),
        ),
        protect(
            AppendOnly(
                "records_custodyentry",
                guarded=("id", "evidence_id", "moment", "verb", "actor_kind", "actor_id", "sha256", "note"),
                redactable=("actor_name",),
            )
        ),
        migrations.AddField(
            model_name="issuedreport",
            name="subject_public_id",
            field=models.UUIDField(default=UUID(int=0)),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="issuedreport", name="issued_report_number_once"),
        migrations.AddConstraint(
            model_name="issuedreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("subject_kind", "subject_id", "kind", "language", "number"),
                name="issued_report_number_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("subject_kind", "subject_id", "kind", "language"),
                name="issued_report_one_draft",
            ),
        ),
    ]
