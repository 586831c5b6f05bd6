"""The thread as people walk it: noticed, assessed, told, worked on, reported, closed, read in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.browser import duties, reporting
from tests.browser.conftest import DESKTOP, PHONE, Sitting
from tests.browser.desk import Desk, View
from tests.browser.incident_pages import IncidentPages
from tests.people import NOW, Cast

pytestmark = pytest.mark.services

SEEN = "Formulir SIKM menampilkan data pemohon lain."
TITLE = "Data pemohon SIKM terlihat oleh pemohon lain"
TASK = "Uji isolasi sesi sebelum rilis"
STEPS_FOR_A_REPORT = 6
"""Taps and typed answers from the home page to the receipt: what fits into a minute on a phone."""


@dataclass
class Walk:
    """Who walks, and what they carry."""

    cast: Cast
    sit: Sitting
    view: View
    photo: Path
    log: Path


@pytest.fixture(params=[DESKTOP, PHONE], ids=lambda view: view.name)
def walk(request: pytest.FixtureRequest, cast: Cast, sit: Sitting, photo: Path, log: Path) -> Walk:
    """The walk at a desktop in light colours, and on a phone in dark ones."""
    return Walk(cast, sit, request.param, photo, log)


def test_an_incident_from_the_first_report_to_the_trail(walk: Walk) -> None:
    report_it(walk)
    pages = assess_it(walk)
    tell_what_happened(walk, pages)
    do_what_is_owed(walk, pages)
    issue_the_report(walk, pages)
    close_and_reopen(pages)
    read_the_trail(walk, pages)


def report_it(walk: Walk) -> None:
    """Somebody without any training: the first attempt is refused and keeps everything, the next is taken."""
    desk = walk.sit(walk.view)
    reporting.sign_in(desk, walk.cast.reporter.username)
    reporting.begin_a_report(desk)
    reporting.describe(desk, SEEN, walk.photo)
    reporting.say_it_was_earlier(desk, "23.40")
    reporting.send(desk)
    assert desk.field("what").input_value() == SEEN
    desk.sees(walk.photo.name)
    desk.leave(desk.page.locator("main button[name=repair]"))
    assert "received" in desk.path, "yesterday was meant, as the page offered"
    desk.sees_words("Received, thank you")
    desk.sees(walk.photo.name)


def assess_it(walk: Walk) -> IncidentPages:
    """The response team makes it an incident."""
    desk = walk.sit(walk.view)
    reporting.sign_in(desk, walk.cast.responder.username)
    reporting.open_event(desk, SEEN)
    reporting.judge_as_incident(desk, TITLE, walk.cast.responder.name)
    pages = IncidentPages(desk, desk.path)
    assert pages.number == "INS-2026-0001"
    assert desk.heading == TITLE
    return pages


def tell_what_happened(walk: Walk, pages: IncidentPages) -> None:
    """A source contradicts itself; both readings are kept until the server's log decides."""
    desk = pages.desk
    pages.turn_to("Timeline")
    pages.new_source("Berita media, 22 Mei 2020")
    pages.turn_to("Timeline")
    pages.begin_a_fact("Formulir menampilkan data orang lain.", "Selasa 18/5/2020, sekitar 23.30")
    assert "Selasa 18/5/2020" in pages.contradiction()
    pages.keep_both_readings()
    assert pages.readings() == ["Senin, 18 Mei 2020", "Selasa, 19 Mei 2020"]
    desk.sees_words("Not settled.")
    pages.turn_to("Evidence")
    pages.keep_files(walk.log, shows="Log akses malam itu")
    show_custody(walk, desk)
    pages.desk.open(f"{pages.address}timeline/")
    pages.settle(heading="Senin, 18 Mei 2020", evidence=walk.log.name, reason="Log peladen web mencatatnya.")
    desk.sees_words("Settled.")
    assert len(pages.readings()) == 2, "the other reading stays on record"


def show_custody(walk: Walk, desk: Desk) -> None:
    """Whoever takes a file is written down, and it comes as an attachment."""
    taken = desk.download("Download", about=walk.log.name)
    assert taken.suggested_filename == walk.log.name
    assert Path(taken.path()).read_bytes() == walk.log.read_bytes()
    desk.leave(desk.page.get_by_role("main").get_by_role("link", name=walk.log.name, exact=True))
    custody = desk.page.locator("table tbody tr")
    assert custody.count() == 3, "received, taken, and the record itself opened"


def do_what_is_owed(walk: Walk, pages: IncidentPages) -> None:
    """A task changes hands and day, and is done with proof."""
    desk, responder, second = pages.desk, walk.cast.responder, walk.cast.second_responder
    pages.overview()
    pages.turn_to("Follow-ups")
    duties.add(desk, title=TASK, owner=responder.name, due=NOW + timedelta(days=3))
    duties.hand_over(desk, TASK, to=second.name)
    desk.sees(second.name)
    duties.move(desk, TASK, to=NOW + timedelta(days=9))
    desk.sees("2 Des" if desk.language == "id" else "2 Dec")
    duties.complete(desk, TASK, note="Dua sesi diuji, terpisah.", proof=walk.log)
    desk.sees_words("Done")


def issue_the_report(walk: Walk, pages: IncidentPages) -> None:
    """The responder builds it, the head issues it, anybody can check it."""
    pages.turn_to("Reports")
    pages.build_draft(pages.desk.language)
    head = IncidentPages(walk.sit(walk.view, walk.cast.head), pages.address)
    head.desk.open(f"{pages.address}reports/")
    head.approve_and_issue()
    pdf = head.desk.download("PDF", about="Indonesia")
    assert Path(pdf.path()).read_bytes().startswith(b"%PDF")
    anybody = walk.sit(walk.view)
    anybody.open(f"/verify/{head.printed_code()}")
    assert anybody.heading == anybody.words("Genuine and in force")
    assert anybody.page.get_by_role("navigation").count() == 0
    assert TITLE not in anybody.page.content(), "only what is safe for everybody"


def close_and_reopen(pages: IncidentPages) -> None:
    """Closing names what is unfinished and wants a reason."""
    desk = pages.desk
    pages.overview()
    desk.follow("Add", about=desk.words("Not known yet"))
    desk.write({"text_id": "Jumlah orang yang terdampak"})
    desk.press("Save")
    pages.close("Semua tindak lanjut sudah dijadwalkan.")
    assert pages.unfinished
    assert pages.refused_without_reason
    desk.sees_words("Closed")
    pages.reopen("Regulator bertanya lagi.")
    desk.sees_words("The incident is open again.")


def read_the_trail(walk: Walk, pages: IncidentPages) -> None:
    """An auditor finds every step."""
    desk = walk.sit(walk.view, walk.cast.auditor)
    desk.open(f"/trail/?q={pages.number}")
    said = desk.page.locator("ol.trl").inner_text()
    assert said.count(pages.number) >= 10
    desk.page.locator("ol.trl details summary").first.click()
    desk.watch.look()
