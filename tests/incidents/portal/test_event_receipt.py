"""The receipt of a report, as its reporter sees it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.people import Cast


def test_reporter_without_a_right_to_read_evidence_sees_the_receipt_with_the_file(
    cast: Cast, portal, frozen
) -> None:
    """The name of the file, so that they know it arrived; no link to its record."""
    browser = portal(cast.reporter)
    sent = {"what": "Layar login berubah", "files": SimpleUploadedFile("foto.png", b"foto", "image/png")}
    receipt = browser.post("/events/report/", sent, follow=True)
    assert receipt.status_code == 200
    assert "foto.png" in receipt.content.decode()
    assert "/evidence/" not in receipt.content.decode()
