"""Each API view declares the action of each of its methods; what is not declared is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken
from accounts.policy import scope_allows, scope_needed
from lib.api.refusals import SCOPE_MISSING

if TYPE_CHECKING:
    # The framework's views import this module by the settings while they are being made.
    from rest_framework.views import APIView


def declared_action(view: APIView, method: str) -> str | None:
    """The action of a method, by `actions = {"get": Action.X}` or by a viewset's own names."""
    actions: dict[str, str] = getattr(view, "actions", {})
    method = "get" if method.lower() == "head" else method.lower()
    return actions.get(str(getattr(view, "action", None) or method), actions.get(method))


class Declared(BasePermission):
    """401 without a token, 403 for an action that role or scope allows nowhere.

    Whether the action is allowed on the thing is asked by the service, with the thing in hand.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the actor may do the declared action at all."""
        if not isinstance(request.auth, ApiToken):
            return False
        if request.method not in view.allowed_methods:
            return True
        action = declared_action(view, request.method or "")
        if action is None:
            return False
        actor = request._request.actor  # type: ignore[attr-defined]
        for each in (action, *getattr(view, "finds_by", ()), *getattr(view, "entails", ())):
            if not scope_allows(actor.scopes, each):
                words = _("This token lacks the scope {scope}. Use one that has it.")
                raise PermissionDenied(words.format(scope=scope_needed(each)), code=SCOPE_MISSING)
        return bool(actor.may_somewhere(action) or actor.reads_by_name(action))
