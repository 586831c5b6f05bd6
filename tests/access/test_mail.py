"""Mail about what is above TLP:GREEN tells nothing but its number, and goes to nobody who may not know."""

from __future__ import annotations

from datetime import timedelta
from email.message import Message

import pytest
from django.core.mail import EmailMessage

from followups.models import Notice
from followups.services.outbox import deliver
from followups.services.planning import plan_reminders
from tests.access.canaries import FAR, canaries_in
from tests.access.knocking import leaving_no_trace
from tests.access.world import World
from tests.people import NOW, as_actor

pytestmark = pytest.mark.django_db


class Sack:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    def send(self, message: EmailMessage) -> None:
        """Keep it as it would leave."""
        self.mails.append(message.message())


@pytest.fixture
def sent(world: World):
    """All mail of the next six days: of today, reminders, escalations, and a digest after a pause."""
    sack = Sack()
    with leaving_no_trace():
        deliver(now=NOW, post=sack, limit=500)
        for day in range(1, 7):
            plan_reminders(now=NOW + timedelta(days=day))
            if day != 4:
                deliver(now=NOW + timedelta(days=day), post=sack, limit=500)
        yield sack


def test_no_mail_tells_a_word_of_what_is_above_green(sent: Sack) -> None:
    assert len(sent.mails) > 20
    said = [str(each) + str(each.get_payload(decode=True)) for each in sent.mails]
    readers = {f"{FAR}xpersonname", f"{FAR}xpersonusername"}
    assert {word for text in said for word in canaries_in(text)} <= readers, "who is addressed by name"


def test_mail_names_the_incident_by_its_number(world: World, sent: Sack) -> None:
    texts = " ".join(str(each.get_payload(decode=True)) for each in sent.mails)
    assert world.amber.incident.number in texts


def test_nobody_is_told_of_what_they_may_not_see(world: World, sent: Sack) -> None:
    red = Notice.objects.filter(access=world.red.incident.access).select_related("recipient__home")
    told = {each.recipient for each in red if each.recipient != world.cast.second_responder}
    assert told, "the handler is told"
    blind = [each.username for each in told if not as_actor(each).may("incident.read", world.red.incident)]
    assert blind == []
