"""Handing a stored file out: always saved, never shown or run by the browser, kept by no cache."""

from __future__ import annotations

from typing import BinaryIO

from django.http import FileResponse

from records import file_names

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def attachment(file: BinaryIO, *, name: str, media_type: str) -> FileResponse:
    """The answer that makes a browser save the open file under `name`; it closes the file when sent."""
    response = FileResponse(file, content_type=file_names.served_type(media_type))
    for header, value in HEADERS.items():
        response[header] = value
    response["Content-Disposition"] = file_names.disposition(name)
    return response
