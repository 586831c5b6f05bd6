
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_sessions_checks_feed"),
        ("incidents", "0005_settlements_can_be_redacted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="incident",
            name="incident_open",
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("voided_at__isnull", True)),
                fields=["organisation", "-id", "access"],
                name="incident_open",
            ),
        ),
    ]
