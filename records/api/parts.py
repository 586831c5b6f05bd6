"""What endpoints that hand out or take in files share, in this room and above."""

from __future__ import annotations

from collections.abc import Iterable

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.api.views import ApiView

FILE = {
    (200, "application/octet-stream"): OpenApiResponse(
        OpenApiTypes.BINARY, "The file, always as an attachment."
    )
}


class Whatever(BaseContentNegotiation):
    """Answers whatever `Accept` asks for: a file is what it is."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser:
        """The first, since nothing is sent."""
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The first, for problem documents."""
        first = next(iter(renderers))
        return first, first.media_type


class FileAnswer(ApiView):
    """A view that answers with a file."""

    content_negotiation_class = Whatever
    http_method_names = ["get"]


class FileUpload(ApiView):
    """A view that takes a file as multipart/form-data; read it by `EvidenceUploadSerializer`."""

    parser_classes = (MultiPartParser,)
