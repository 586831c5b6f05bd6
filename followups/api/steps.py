"""What can be done with a follow-up over REST, each as an address of its own."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.api.views import ApiView
from accounts.policy import Action
from followups import keepers
from followups.api.serializers import (
    AcceptBody,
    CompleteBody,
    FollowUpSerializer,
    LinkBody,
    LinkQuery,
    NoteBody,
    OwnerBody,
    ReasonBody,
    ReopenBody,
)
from followups.api.views import answer
from followups.models import FollowUp
from followups.reading import follow_up_seen
from followups.services import followups as verbs
from lib import clock
from lib.api.versions import against_version


class StepView(ApiView):
    """One step: a body, a verb, and the follow-up as it stands afterwards."""

    serializer_class = FollowUpSerializer
    body: ClassVar[type[Serializer[Any]]]

    def take(self, follow_up: FollowUp, values: dict[str, Any], common: dict[str, Any]) -> object:
        """Call the step's verb."""
        raise NotImplementedError

    def run(self, public_id: str, version: int) -> Response:
        """Read the body, take the step, answer with what came of it."""
        follow_up = follow_up_seen(self.actor, public_id)
        values = self.read(self.body)
        common = {"actor": self.actor, "now": clock.now(), "follow_up": follow_up, "version": version}
        self.take(follow_up, values, common)
        return answer(self, public_id)


class Accept(StepView):
    """Making a proposal a task."""

    actions = {"post": Action.FOLLOW_UP_EDIT}
    body = AcceptBody

    @extend_schema(operation_id="follow_ups_accept", request=AcceptBody)
    @against_version
    def post(self, request: Request, public_id: str, *, version: int) -> Response:
        """Accept a proposal: it gets its owner, who is told, and its due moment."""
        return self.run(public_id, version)

    def take(self, follow_up: FollowUp, values: dict[str, Any], common: dict[str, Any]) -> object:
        """Accept."""
        return verbs.accept(**common, owner=values["owner"], due_at=values["due_at"])


class Decline(StepView):
    """Turning a proposal down."""

    actions = {"post": Action.FOLLOW_UP_EDIT}
    body = ReasonBody

    @extend_schema(operation_id="follow_ups_decline", request=ReasonBody)
    @against_version
    def post(self, request: Request, public_id: str, *, version: int) -> Response:
        """Decline a proposal with a reason."""
        return self.run(public_id, version)

    def take(self, follow_up: FollowUp, values: dict[str, Any], common: dict[str, Any]) -> object:
        """Decline."""
        return verbs.decline(**common, reason=values["reason"])


class Complete(StepView):
    """Saying that it is done."""

    actions = {"post": Action.FOLLOW_UP_COMPLETE}
    body = CompleteBody

    @extend_schema(operation_id="follow_ups_complete", request=CompleteBody)
    @against_version
    def post(self, request: Request, public_id: str, *, version: int) -> Response:
        """Complete with a note, with evidence, or with both; reminders end."""
        return self.run(public_id, version)

    def take(self, follow_up: FollowUp, values: dict[str, Any], common: dict[str, Any]) -> object:
        """Complete."""
        return keepers.finish(**common, note=values["note"], evidence=values.get("evidence", []))


class Verify(StepView):
    """Confirming that what was done has its effect."""

    actions = {"post": Action.FOLLOW_UP_VERIFY}
    body = NoteBody

    @extend_schema(operation_id="follow_ups_verify", request=NoteBody)
    @against_version
    def post(self, request: Request, public_id: str, *, version: int) -> Response:
        """Verify; of a corrective action never by who did or owned it."""
        return self.run(public_id, version)

    def take(self, follow_up: FollowUp, values: dict[str, Any], common: dict[str, Any]) -> object:
        """Verify."""
        return verbs.verify(**common, note=values["note"])


class Cancel(StepView):
    """Giving it up."""

    actions = {"post": Action.FOLLOW_UP_EDIT}
    body = ReasonBody

    @extend_schema(operation_id="follow_ups_cancel", request=ReasonBody)
    @against_version
    def post(self, request: Request, public_id: str, *, version: int) -> Response:
        """Cancel with a reason."""
        return self.run(public_id, version)

    def take(self, follow_up: FollowUp, values: dict[str, Any], common: dict[str, Any]) -> object:
        """Cancel."""
        return verbs.cancel(**common, reason=values["reason"])


class Reopen(StepView):
    """Taking it up again."""

    actions = {"post": Action.FOLLOW_UP_EDIT}
    body = ReopenBody

    @extend_schema(operation_id="follow_ups_reopen", request=ReopenBody)
    @against_version
    def post(self, request: Request, public_id: str, *, version: int) -> Response:
        """Open again what was finished, with a reason and perhaps a new deadline or owner."""
        return self.run(public_id, version)

    def take(self, follow_up: FollowUp, values: dict[str, Any], common: dict[str, Any]) -> object:
        """Reopen."""
        given: dict[str, Any] = {name: values.get(name) for name in ("due_at", "owner")}
        return verbs.reopen_follow_up(**common, reason=values["reason"], **given)


class Reassign(StepView):
    """Giving it to somebody else."""

    actions = {"post": Action.FOLLOW_UP_EDIT}
    body = OwnerBody

    @extend_schema(operation_id="follow_ups_reassign", request=OwnerBody)
    @against_version
    def post(self, request: Request, public_id: str, *, version: int) -> Response:
        """Hand over to a new owner, who is told."""
        return self.run(public_id, version)

    def take(self, follow_up: FollowUp, values: dict[str, Any], common: dict[str, Any]) -> object:
        """Reassign."""
        return verbs.reassign(**common, owner=values["owner"])


class Links(ApiView):
    """References of a follow-up in outside systems."""

    actions = {"post": Action.FOLLOW_UP_EDIT, "delete": Action.FOLLOW_UP_EDIT}
    queries = {"delete": LinkQuery}
    serializer_class = FollowUpSerializer

    @extend_schema(operation_id="follow_ups_link", request=LinkBody)
    def post(self, request: Request, public_id: str) -> Response:
        """Note a reference; the same one again changes nothing. Needs no version: it overwrites nothing."""
        follow_up = follow_up_seen(self.actor, public_id)
        link = self.read(LinkBody)
        verbs.add_link(actor=self.actor, now=clock.now(), follow_up=follow_up, link=link)
        return answer(self, public_id)

    @extend_schema(operation_id="follow_ups_unlink", responses={200: FollowUpSerializer})
    def delete(self, request: Request, public_id: str) -> Response:
        """Take a reference off; the trail keeps that it was there."""
        follow_up = follow_up_seen(self.actor, public_id)
        verbs.remove_link(actor=self.actor, now=clock.now(), follow_up=follow_up, **self.asked)
        return answer(self, public_id)
