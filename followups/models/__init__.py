"""The tables of the room: follow-ups, their subjects, proofs and outside links; notices and deliveries."""

from followups.models.followup import ExternalLink, FollowUp, FollowUpProof, FollowUpSubject
from followups.models.notice import Delivery, Lease, Notice, SendingSwitch, SweepRun

__all__ = [
    "Delivery",
    "ExternalLink",
    "FollowUp",
    "FollowUpProof",
    "FollowUpSubject",
    "Lease",
    "Notice",
    "SendingSwitch",
    "SweepRun",
]
