"""The errors of the domain: each says, in the reader's language, what a person can do about it.

Doors translate them and nothing else: the portal shows them at the field, the API answers a problem
document (RFC 9457), a command prints one line and exits with 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

Message = str | Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: `field` is a form field, a JSON pointer or a place in a file."""

    message: Message
    field: str | None = None
    code: str = "invalid"


class DomainError(Exception):
    """Something the domain refuses. `status` is what the API answers, `code` is stable for programs."""

    status = 400
    code = "refused"

    def __init__(
        self,
        message: Message,
        *,
        code: str | None = None,
        field: str | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.field = field
        self.problems: tuple[Problem, ...] = tuple(problems) or (
            (Problem(message, field, self.code),) if field else ()
        )

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DomainError):
    """What was given cannot be right; names each field (422 would hide behind 400: one code for all)."""

    status = 400
    code = "invalid"


class Refused(DomainError):
    """The actor may see the thing but not do this to it."""

    status = 403
    code = "refused"


class Missing(DomainError):
    """There is no such thing, or the actor may not know that there is: both answer alike."""

    status = 404
    code = "missing"


class Conflict(DomainError):
    """The thing is not in a state that allows this."""

    status = 409
    code = "conflict"


class Stale(Conflict):
    """Somebody else changed it since it was read; `current` holds the version that stands now."""

    status = 412
    code = "stale"

    def __init__(
        self, message: Message, *, current: int, changed: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.current = current
        self.changed = dict(changed or {})


class TooLarge(DomainError):
    """More than the limit allows; says the limit."""

    status = 413
    code = "too_large"


class Unavailable(DomainError):
    """Something Tanggap needs (database, storage) is away or full; try again later."""

    status = 503
    code = "unavailable"
