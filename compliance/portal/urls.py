"""Addresses of the room in the portal; mounted at the root."""

from __future__ import annotations

from django.urls import path

from compliance.portal import asset_list, assets, controls, requirements

app_name = "compliance"
_ASSET = "assets/<uuid:public_id>/"

urlpatterns = [
    path("assets/", asset_list.assets, name="assets"),
    path("assets/add/", assets.asset_add, name="asset_add"),
    path(_ASSET, assets.asset, name="asset"),
    path(f"{_ASSET}edit/", assets.asset_edit, name="asset_edit"),
    path(f"{_ASSET}void/", assets.asset_void, name="asset_void"),
    path("controls/", controls.controls, name="controls"),
    path("controls/add/", controls.control_add, name="control_add"),
    path("controls/<uuid:public_id>/", controls.control, name="control"),
    path("controls/<uuid:public_id>/edit/", controls.control_edit, name="control_edit"),
    path("requirements/", requirements.requirements, name="requirements"),
    path("requirements/<str:code>/", requirements.requirement, name="requirement"),
]
