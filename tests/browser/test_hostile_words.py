"""What somebody types is shown as typed, on every page that shows it, and is never run."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.browser import duties, reporting
from tests.browser.conftest import DESKTOP, PNG, Sitting
from tests.browser.incident_pages import IncidentPages
from tests.people import NOW, Cast

pytestmark = pytest.mark.services

CORPUS = {
    "what": "<img src=x onerror=alert(1)>",
    "title": '"><script>alert(1)</script>',
    "fact": "</textarea><svg onload=alert(1)>",
    "source": "<a href='javascript:alert(1)'>sumber</a>",
    "task": "{{ 7*7 }}<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "file": "foto'\"><img src=x onerror=alert(1)>.png",
    "reason": "--></style><script>alert(1)</script>",
}


def test_words_that_would_be_code_stay_words(
    site: str, cast: Cast, sit: Sitting, tmp_path: Path, transactional_db: None
) -> None:
    picture = tmp_path / CORPUS["file"].replace("/", "")
    picture.write_bytes(PNG)
    desk = sit(DESKTOP, cast.responder)
    desk.open("/events/report/")
    reporting.describe(desk, CORPUS["what"], picture)
    reporting.send(desk)
    desk.sees(CORPUS["what"])
    desk.sees(picture.name.replace('"', "%22"))  # as HTML has browsers send a quotation mark
    desk.open("/incidents/")
    desk.sees(CORPUS["what"])
    reporting.open_event(desk, CORPUS["what"])
    reporting.judge_as_incident(desk, CORPUS["title"], cast.responder.name)
    assert desk.heading == CORPUS["title"]
    pages = IncidentPages(desk, desk.path)
    _tell(pages)
    _owe(pages, cast)
    desk.open(f"/incidents/?q={CORPUS['title'][2:8]}")
    desk.open("/")
    desk.sees(CORPUS["task"])
    auditor = sit(DESKTOP, cast.auditor)
    auditor.open("/trail/")
    for line in auditor.page.locator("ol.trl details summary").all():
        line.click()
    auditor.watch.look()
    auditor.sees(CORPUS["reason"])


def _tell(pages: IncidentPages) -> None:
    """A source and a fact."""
    desk = pages.desk
    pages.turn_to("Timeline")
    pages.new_source(CORPUS["source"])
    pages.turn_to("Timeline")
    pages.begin_a_fact(CORPUS["fact"], "<b>Selasa 18/5/2020, 23.30")
    desk.watch.look()
    desk.write({"when": "18/5/2020, 23.30"})
    desk.press("Save fact")
    desk.sees(CORPUS["fact"])
    desk.sees(CORPUS["source"])


def _owe(pages: IncidentPages, cast: Cast) -> None:
    """A task, and closing for a reason."""
    pages.turn_to("Follow-ups")
    duties.add(pages.desk, title=CORPUS["task"], owner=cast.responder.name, due=NOW + timedelta(days=1))
    pages.overview()
    pages.close(CORPUS["reason"])
    pages.desk.sees(CORPUS["reason"])
