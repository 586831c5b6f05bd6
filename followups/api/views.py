"""Follow-ups over REST: listing, creating, reading, changing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.api.feed import feed_response
from accounts.api.idempotency import repeatable
from accounts.api.views import ApiView
from accounts.policy import Action
from followups.api.serializers import FollowUpBody, FollowUpChange, FollowUpQuery, FollowUpSerializer
from followups.models import FollowUp
from followups.reading import follow_up_read, follow_up_seen, follow_ups_for
from followups.services import followups as verbs
from followups.subjects import About, resolve
from lib import clock
from lib.api.versions import against_version, conditional, not_modified, versioned
from lib.errors import DomainError, Invalid
from lib.texts import Text


def answer(view: ApiView, public_id: Any, *, status: int = 200) -> Response:
    """A follow-up as it stands now, with its version."""
    follow_up = follow_up_read(view.actor, public_id)
    return versioned(Response(FollowUpSerializer(follow_up).data, status=status), follow_up.version)


class FollowUpList(ApiView):
    """Everything that somebody owes by a date."""

    actions = {"get": Action.FOLLOW_UP_READ, "post": Action.FOLLOW_UP_CREATE}
    queries = {"get": FollowUpQuery}
    serializer_class = FollowUpSerializer

    @extend_schema(operation_id="follow_ups_list")
    def get(self, request: Request) -> Response:
        """List follow-ups, newest first, or what changed since a trail sequence."""
        everything = follow_ups_for(self.actor)
        fed = feed_response(request, everything, kind="follow_up", serialize=_many)
        return fed or self.page(follow_ups_for(self.actor, **self.asked), FollowUpSerializer)

    @extend_schema(
        operation_id="follow_ups_create", request=FollowUpBody, responses={201: FollowUpSerializer}
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """Add a follow-up, about a thing or on its own; its new owner is told."""
        values = self.read(FollowUpBody)
        about = self._about(values)
        made = verbs.create_follow_up(
            actor=self.actor,
            now=clock.now(),
            organisation=about.organisation if about else values["organisation"],
            access=about.access if about else None,
            kind=values["kind"],
            state=values["state"],
            owner=values.get("owner"),
            due_at=values.get("due_at"),
            subjects=[about.subject] if about else [],
            links=values.get("external_links", []),
            origin=about.origin if about else "live",
            **texts_of(values),
        )
        response = answer(self, made.public_id, status=201)
        response["Location"] = reverse("api:follow_up", [made.public_id], request=request)
        return response

    def _about(self, values: dict[str, Any]) -> About | None:
        """What it is about. Raises `Invalid` without a thing and an organisation, or when they disagree."""
        named, organisation = values.get("subject"), values.get("organisation")
        if named is None:
            if organisation is None:
                raise Invalid(_("Say what it is about, or whose it is."), code="required", field="subject")
            return None
        try:
            about = resolve(self.actor, named["kind"], named["id"])
        except DomainError as error:
            raise Invalid(error.message, code=error.code, field=error.field or "subject.id") from error
        if organisation is not None and organisation != about.organisation:
            raise Invalid(_("The thing belongs to another organisation."), field="organisation")
        return about


class FollowUpDetail(ApiView):
    """One follow-up."""

    actions = {"get": Action.FOLLOW_UP_READ, "patch": Action.FOLLOW_UP_EDIT}
    serializer_class = FollowUpSerializer

    @extend_schema(operation_id="follow_ups_retrieve")
    @conditional
    def get(self, request: Request, public_id: str) -> Response:
        """Read a follow-up; `If-None-Match` answers 304 while it is unchanged."""
        follow_up = follow_up_read(self.actor, public_id)
        if not_modified(request, follow_up.version):
            return versioned(Response(status=304), follow_up.version)
        return versioned(Response(FollowUpSerializer(follow_up).data), follow_up.version)

    @extend_schema(operation_id="follow_ups_change", request=FollowUpChange)
    @against_version
    def patch(self, request: Request, public_id: str, *, version: int) -> Response:
        """Change wording, owner or deadline, all or nothing; `If-Match` says which version."""
        follow_up = follow_up_seen(self.actor, public_id)
        values = self.read(FollowUpChange, partial=True)
        verbs.change(
            actor=self.actor,
            now=clock.now(),
            follow_up=follow_up,
            texts=texts_of(values),
            owner=values.get("owner"),
            due_at=values.get("due_at"),
            version=version,
        )
        return answer(self, public_id)


def texts_of(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of the texts that were sent; a language that was not sent is emptied."""
    sent = {stem: values[stem] for stem in ("title", "detail") if isinstance(values.get(stem), Text)}
    return {name: words for stem, text in sent.items() for name, words in text.fields(stem).items()}


def _many(rows: Any) -> Any:
    return FollowUpSerializer(rows, many=True).data


def shown(rows: list[FollowUp]) -> Any:
    """Follow-ups as they are read, for endpoints of rooms above; see `reading.with_everything`."""
    return _many(rows)
