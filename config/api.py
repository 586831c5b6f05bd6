"""The addresses below /api/v1/, gathered from the rooms under one namespace."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from config.views.api_docs import schema

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema", schema, name="schema"),
    path("", include("incidents.api.urls")),
    path("", include("compliance.api.urls")),
    path("", include("followups.api.urls")),
    path("", include("records.api.urls")),
    path("", include("accounts.api.urls")),
]
