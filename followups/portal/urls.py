"""Addresses of the room in the portal. Expects to be mounted at the root."""

from __future__ import annotations

from django.urls import path

from followups.portal import adding, detail, many, notices, undelivered, work

app_name = "followups"

_TASK = "tasks/<uuid:public_id>/"

urlpatterns = [
    path("tasks/", work.work, name="work"),
    path("tasks/add/", adding.add, name="add"),
    path("tasks/many/", many.bulk, name="bulk"),
    path(_TASK, detail.follow_up, name="follow_up"),
    path(f"{_TASK}<slug:name>/", detail.step, name="step"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/undelivered/", undelivered.undelivered, name="undelivered"),
    path("notices/undelivered/retry/", undelivered.undelivered_retry_all, name="undelivered_retry_all"),
    path(
        "notices/undelivered/<uuid:public_id>/retry/",
        undelivered.undelivered_retry,
        name="undelivered_retry",
    ),
    path(
        "notices/undelivered/<uuid:public_id>/aside/",
        undelivered.undelivered_aside,
        name="undelivered_aside",
    ),
    path("notices/sending/pause/", undelivered.sending_pause, name="sending_pause"),
    path("notices/sending/resume/", undelivered.sending_resume, name="sending_resume"),
    path("notices/<uuid:public_id>/open/", notices.notice_open, name="notice_open"),
]

PAGES = {"follow_up": "followups:follow_up"}
"""Kinds of things that have a page here, by the name of its address: for `/go/<kind>/<public_id>`."""
