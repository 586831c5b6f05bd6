"""Addresses below /api/v1/ of the room."""

from __future__ import annotations

from django.urls import path

from followups.api.steps import Accept, Cancel, Complete, Decline, Links, Reassign, Reopen, Verify
from followups.api.views import FollowUpDetail, FollowUpList

_ONE = "follow-ups/<uuid:public_id>"

urlpatterns = [
    path("follow-ups", FollowUpList.as_view(), name="follow_ups"),
    path(_ONE, FollowUpDetail.as_view(), name="follow_up"),
    path(f"{_ONE}/accept", Accept.as_view(), name="follow_up_accept"),
    path(f"{_ONE}/decline", Decline.as_view(), name="follow_up_decline"),
    path(f"{_ONE}/complete", Complete.as_view(), name="follow_up_complete"),
    path(f"{_ONE}/verify", Verify.as_view(), name="follow_up_verify"),
    path(f"{_ONE}/cancel", Cancel.as_view(), name="follow_up_cancel"),
    path(f"{_ONE}/reopen", Reopen.as_view(), name="follow_up_reopen"),
    path(f"{_ONE}/reassign", Reassign.as_view(), name="follow_up_reassign"),
    path(f"{_ONE}/links", Links.as_view(), name="follow_up_links"),
]
