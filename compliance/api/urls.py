"""Addresses below /api/v1/ of the room."""

from __future__ import annotations

from django.urls import path

from compliance.api.views import AssetDetail, AssetList, RequirementDetail, RequirementList

urlpatterns = [
    path("assets", AssetList.as_view(), name="assets"),
    path("assets/<uuid:public_id>", AssetDetail.as_view(), name="asset"),
    path("requirements", RequirementList.as_view(), name="requirements"),
    path("requirements/<str:code>", RequirementDetail.as_view(), name="requirement"),
]
