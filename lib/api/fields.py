"""What the serializers of every room share: closed bodies, texts in two languages, choices by identity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from lib.api.framework_words import no_object, speak_plainly
from lib.api.strict import all_wrong_at_once, wrong_types
from lib.errors import Invalid, Missing
from lib.texts import LANGUAGES, Text


class ClosedSerializer(serializers.Serializer):
    """A body with exactly these fields: one that is not known is an error at its name, never ignored.

    JSON has types, so that "3" is no number here and 3 no text; forms have none.
    """

    always: ClassVar[tuple[str, ...]] = ()
    """What even a change in part has to say, as its service asks."""

    def get_fields(self) -> dict[str, serializers.Field]:
        """The fields, which say in our words what they take."""
        fields = super().get_fields()
        speak_plainly(fields.values())
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """The validated values; raises for unknown and for read-only fields that were sent."""
        known = {name: field for name, field in self.fields.items() if not field.read_only}
        if not isinstance(data, Mapping):
            raise serializers.ValidationError([str(no_object(known))], code="wrong_type")
        wrong: dict[str, Any] = {} if isinstance(data, QueryDict) else dict(wrong_types(known, data))
        for name in data:
            if name not in known:
                words = str(_("There is no such field here."))
                wrong[str(name)] = [ErrorDetail(words, "unknown_field")]
        return all_wrong_at_once(wrong, lambda: super(ClosedSerializer, self).to_internal_value(data))


@extend_schema_field(
    {
        "type": "object",
        "properties": {language: {"type": "string"} for language in LANGUAGES},
        "additionalProperties": False,
        "example": {"id": "Data pemohon terlihat oleh pemohon lain"},
    }
)
class TextField(serializers.Field):
    """A text in Indonesian, in English or in both: `{"id": "…", "en": "…"}`."""

    default_error_messages = {
        "not_a_text": _("Write a text as an object with “id”, “en” or both."),
        "too_long": _("At most {length} characters are possible."),
        "control": _("The text holds characters that cannot be kept."),
    }

    def __init__(self, *, stem: str = "", max_length: int = 20_000, **kwargs: Any) -> None:
        self.stem, self.max_length = stem, max_length
        if stem:
            kwargs["source"] = "*"
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """The `Text`."""
        if not isinstance(data, Mapping) or set(data) - set(LANGUAGES):
            self.fail("not_a_text")
        for words in data.values():
            if not isinstance(words, str):
                self.fail("not_a_text")
            if len(words) > self.max_length:
                self.fail("too_long", length=self.max_length)
            if "\x00" in words:
                self.fail("control")
        text = Text(**data).stripped()
        return {self.field_name: text} if self.stem else text

    def to_representation(self, value: Any) -> dict[str, str]:
        """The wordings there are, from a `Text` or from a model's two columns."""
        if not isinstance(value, Text):
            value = Text(getattr(value, f"{self.stem}_id"), getattr(value, f"{self.stem}_en"))
        return {language: getattr(value, language) for language in LANGUAGES if value.has(language)}


@extend_schema_field({"type": "string", "format": "uuid"})
class ByIdentity(serializers.Field):
    """Another thing, named by its `public_id`; `find(actor, public_id)` looks at what the actor sees."""

    default_error_messages = {"missing": _("There is no such thing, or you may not see it.")}

    def __init__(self, find: Callable[[Any, str], Any], **kwargs: Any) -> None:
        self.find = find
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """The thing."""
        try:
            return self.find(self.context["actor"], str(data))
        except Missing:
            self.fail("missing")

    def to_representation(self, value: Any) -> str:
        """Its identity."""
        return str(value.public_id)


def named(find: Callable[[], Any], field: str) -> Any:
    """What `find` finds for a body's field, where `Missing` is the field's error: the address is right."""
    try:
        return find()
    except Missing as error:
        message = _("There is no such thing, or you may not see it.")
        raise Invalid(message, code="missing", field=field) from error
