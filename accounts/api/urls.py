"""Addresses below /api/v1/ of the room."""

from __future__ import annotations

from django.urls import path

from accounts.api.directory import OrganisationDetail, OrganisationList, PeopleList, PersonDetail

urlpatterns = [
    path("people", PeopleList.as_view(), name="people"),
    path("people/<uuid:public_id>", PersonDetail.as_view(), name="person"),
    path("organisations", OrganisationList.as_view(), name="organisations"),
    path("organisations/<uuid:public_id>", OrganisationDetail.as_view(), name="organisation"),
]
