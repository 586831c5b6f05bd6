"""What the rooms cannot say to each other themselves: panels, the trail's words, who takes over, alerts."""

from __future__ import annotations

import compliance.trail_words
import followups.trail_words
import incidents.trail_words
import records.trail_words
from accounts import forgetting, hand_over, trail_words
from compliance.services import ownership
from followups import keepers, subjects
from followups.services import damaged_files, duties
from incidents import panels as incident_panels
from incidents.services import members
from incidents.services.clocks import ROOM
from incidents.services.follow_ups import finish_duty, incident_as_subject
from lib import panels
from records import damage
from records.services.custody import forget_name

PANELS: dict[str, panels.Answer] = {
    "asset.incidents": incident_panels.incidents_of_asset,
    "assets.open_incidents": incident_panels.open_incidents_of_assets,
    "evidence.subjects": incident_panels.subjects_of_evidence,
    "follow_up.stop": incident_panels.way_to_stop,
    "requirement.incidents": incident_panels.incidents_of_requirement,
    "requirement.lessons": incident_panels.lessons_of_requirement,
    "requirements.failures": incident_panels.failures_of_requirements,
}
"""What pages of lower rooms show of incidents."""


def connect() -> None:
    """Hand to the lower rooms what the upper ones have for them; called once when Django is ready."""
    for place, answer in PANELS.items():
        panels.register(place, answer)
    trail_words.register(followups.trail_words.VERBS, followups.trail_words.FIELDS)
    trail_words.register(
        compliance.trail_words.VERBS, compliance.trail_words.FIELDS, compliance.trail_words.VALUES
    )
    trail_words.register(records.trail_words.VERBS, records.trail_words.FIELDS, records.trail_words.VALUES)
    trail_words.register(
        incidents.trail_words.VERBS, incidents.trail_words.FIELDS, incidents.trail_words.VALUES
    )
    subjects.register("incident", incident_as_subject)
    keepers.register(ROOM, finish_duty)
    damage.register("notices", damaged_files.alert)
    forgetting.register("custody", lambda person: forget_name(actor_id=person.public_id))
    _connect_duties()


def _connect_duties() -> None:
    """Who takes over when a person leaves, in the order in which rows are held.

    Controls are held before their reviews, as by whoever changes a control: nobody waits in a ring.
    """
    hand_over.register(
        "owned",
        owed=ownership.owned_by,
        hand_over=ownership.hand_over_owned,
        check=ownership.check_reach,
        telling=ownership.telling,
        asks=ownership.asks,
    )
    hand_over.register(
        "follow_ups",
        owed=duties.owed,
        hand_over=duties.pass_on,
        check=duties.check_reach,
        telling=duties.telling,
        asks=duties.asks,
    )
    hand_over.register(
        "incidents",
        owed=members.parts_of,
        hand_over=members.hand_over_parts,
        check=members.check_reach,
        telling=members.telling,
        asks=members.asks,
    )
