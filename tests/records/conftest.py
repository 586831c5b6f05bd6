"""What the tests of this room share: files as browsers send them, evidence, reports."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services.trail import Subject
from lib.canonical import canonical
from lib.ids import new_public_id
from records.models import Evidence, IssuedReport
from records.services.issue_info import IssueInfo
from records.services.reports import draft_report
from records.services.vault import keep

SUBJECT_ID = new_public_id()


def upload(content: bytes, name: str = "foto.jpg", claimed: str = "image/jpeg") -> SimpleUploadedFile:
    """A file as a browser sends it; Django has cleaned the name of the upload, but not the form's own."""
    return SimpleUploadedFile(name, content, content_type=claimed)


def printed(info: IssueInfo) -> bytes:
    """A stand-in for the PDF: it says everything that the printing was told."""
    return f"%PDF /Type /Page /Type /Pages {info.state} v{info.number} {info.verify_code} {info!r}".encode()


@pytest.fixture
def keeping(cast, actor, now) -> Callable[..., Evidence]:
    """`keeping(content, …)`: a responder of Diskominfotik keeps a file as evidence."""

    def keep_it(content: bytes = b"isi berkas", **given: Any) -> Evidence:
        given.setdefault("organisation", cast.diskominfotik)
        given.setdefault("actor", actor(cast.responder))
        given.setdefault("filename", "tangkapan layar.png")
        given.setdefault("access", None)
        return keep(now=now, file=io.BytesIO(content), **given)

    return keep_it


@pytest.fixture
def drafting(cast, actor, now) -> Callable[..., IssuedReport]:
    """`drafting(content, …)`: a responder of Diskominfotik drafts a report with that content."""

    def draft(content: str = "satu", **given: Any) -> IssuedReport:
        given = {
            "actor": actor(cast.responder),
            "now": now,
            "organisation": cast.diskominfotik,
            "access": None,
            "kind": "post_incident",
            "subject": Subject("incident", 7, SUBJECT_ID, "INS-2026-0007"),
            "language": "id",
            "audience": "regulator",
            "tlp": "AMBER",
            "origin": "live",
            "builder": "uji/1",
            "render": printed,
            "verify_line_id": "Laporan insiden layanan perizinan",
            "verify_line_en": "Report on an incident of the permit service",
        } | given
        return draft_report(snapshot=canonical({"isi": content}), **given)

    return draft


@pytest.fixture
def statements() -> Callable[[int], AbstractContextManager[None]]:
    """`statements(most)`: at most so many statements, apart from those that begin and end transactions."""

    @contextmanager
    def at_most(most: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        frame = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
        asked = [each["sql"] for each in captured if not each["sql"].lstrip().startswith(frame)]
        assert len(asked) <= most, "\n".join(f"{number}. {sql[:160]}" for number, sql in enumerate(asked, 1))

    return at_most
