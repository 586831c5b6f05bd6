"""The tables of the room: organisations, people, access, trail, tokens, search."""

from accounts.models.access import Access, AccessGrant, ScopedQuerySet, visible
from accounts.models.organisation import Organisation, OrganisationLink
from accounts.models.person import Membership, Person, ServiceAccount
from accounts.models.personal import PersonalValue
from accounts.models.search import SearchDocument
from accounts.models.series import Series
from accounts.models.token import ApiToken, KeptAnswer
from accounts.models.trail import TrailCheck, TrailDetail, TrailEntry, TrailFeed, TrailHead, TrailSubject

__all__ = [
    "Access",
    "AccessGrant",
    "ApiToken",
    "KeptAnswer",
    "Membership",
    "Organisation",
    "OrganisationLink",
    "Person",
    "PersonalValue",
    "ScopedQuerySet",
    "SearchDocument",
    "Series",
    "ServiceAccount",
    "TrailCheck",
    "TrailDetail",
    "TrailEntry",
    "TrailFeed",
    "TrailHead",
    "TrailSubject",
    "visible",
]
