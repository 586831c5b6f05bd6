"""The Celery application: it runs the sweeps, and nothing is lost when it does not.

The web process never publishes to the broker: a door answers whether or not a broker is there.
"""

from __future__ import annotations

import os
from pathlib import Path

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from config import folder_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def schedule() -> dict[str, dict[str, object]]:
    """When beat calls which sweep; a call that waited until others followed is dropped."""
    often = float(settings.SWEEP_SECONDS)
    return {
        "plan": {"task": "followups.plan", "schedule": often, "options": {"expires": 2 * often}},
        "deliver": {"task": "followups.deliver", "schedule": often, "options": {"expires": 2 * often}},
        "plan-reviews": {"task": "compliance.plan_reviews", "schedule": crontab(minute="*/5")},
        "tidy": {"task": "accounts.tidy", "schedule": crontab(minute="17")},
        "check-trail": {"task": "accounts.check_trail", "schedule": crontab(hour="19", minute="47")},
        "recheck-files": {"task": "records.recheck", "schedule": crontab(minute="37")},
        "sweep-files": {"task": "records.sweep", "schedule": crontab(minute="57")},
    }


def make_folders() -> None:
    """The folders of the embedded broker, which lies in files."""
    options = settings.CELERY.get("broker_transport_options", {})
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True, mode=0o700)


make_folders()
folder_broker.use()
app = Celery("tanggap")
app.conf.update(settings.CELERY)
app.conf.update(beat_schedule=schedule(), beat_scheduler="config.beat:LeasedScheduler")
app.autodiscover_tasks()
