"""All addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from config.views.api_docs import docs
from config.views.components import components
from config.views.go import go
from config.views.health import healthz, readyz
from config.views.home import clocks, home

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("home/clocks/", clocks, name="home_clocks"),
    path("go/<slug:kind>/<uuid:public_id>", go, name="go"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("dev/components", components, name="components"),
    path("", include("accounts.portal.urls")),
    path("", include("records.portal.urls")),
    path("", include("followups.portal.urls")),
    path("", include("compliance.portal.urls")),
    path("", include("incidents.portal.urls")),
    path("api/docs", docs, name="api_docs"),
    path("api/v1/", include(("config.api", "api"))),
]

handler400 = "config.views.errors.bad_request"
handler403 = "config.views.errors.refused"
handler404 = "config.views.errors.not_found"
handler500 = "config.views.errors.broken"
