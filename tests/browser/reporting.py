"""Somebody notices something: signing in, reporting an event, and its assessment by the response team."""

from __future__ import annotations

from pathlib import Path

from tests.browser.desk import Desk
from tests.people import PASSWORD


def sign_in(desk: Desk, username: str) -> None:
    """Sign in by the form, as everybody has to."""
    desk.open("/")
    assert desk.path.startswith("/sign-in/"), "without a session every address leads to the sign-in"
    desk.write({"username": username, "password": PASSWORD})
    desk.press("Sign in")
    assert desk.path == "/"


def begin_a_report(desk: Desk) -> None:
    """Home, then the button that is always there."""
    desk.open("/")
    desk.steps = 0
    if desk.view.phone:
        desk.leave(desk.page.locator("nav.tabbar a[href='/events/report/']"))
    else:
        desk.leave(desk.page.locator("header.top a[href='/events/report/']"))


def describe(desk: Desk, what: str, photo: Path) -> None:
    """What happened, with a photo; the two things that somebody in a hurry gives."""
    desk.write({"what": what})
    desk.photograph("files", photo)


def say_it_was_earlier(desk: Desk, clock_time: str) -> None:
    """Not going on any more; the day is left out and means today."""
    desk.tap("ongoing", "earlier")
    desk.write({"time": clock_time})


def send(desk: Desk) -> None:
    """Send the report."""
    desk.press("Send the report")


def open_event(desk: Desk, what: str) -> None:
    """The event that waits, from the home page of whoever assesses."""
    desk.open("/")
    desk.leave(desk.page.get_by_role("main").get_by_role("link", name=what))


def judge_as_incident(desk: Desk, title: str, commander: str) -> None:
    """The assessment that makes it an incident."""
    desk.tap("outcome", "incident")
    desk.write({"title": title})
    desk.pick_value("rsit", "information-content-security")
    desk.pick_value("impact", "3")
    desk.pick_value("urgency", "3")
    desk.pick("commander", commander)
    desk.press("Save the assessment")
