"""What every page needs: navigation, badges, banners."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from config.frame import frame_of


def portal(request: HttpRequest) -> dict[str, Any]:
    """The context of the frame around every page; it reads nothing until a template asks."""
    return frame_of(request).context()
