"""Forms that notice a lost update: they carry the version and the values their reader has seen.

A view gives its submission to `attempt`. When the thing changed meanwhile and nobody has to choose, the
merged values are saved; otherwise the page `partials/conflict.html` shows each field that both changed (its
context is made by `lib.forms.conflict_page`), and the answer comes back to the same view (see `chosen`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.errors import Conflict, DomainError, Invalid, Problem, Stale
from lib.forms.merge import FieldConflict, Merge, Piece, Value, both_texts, merge, word_difference
from lib.forms.refusals import show_refusal

SALT = "tanggap.seen"
CHOICE, TOGETHER = "choice-", "text-"
TRIES = 3


def raw_values(form: forms.Form) -> dict[str, Value]:
    """Each field of the form as a submission would carry it, from its data or else its initial.

    The form keeps none of the bound fields made here: they would show the labels of now, where a subclass
    still has to write its own.
    """
    values: dict[str, Value] = {}
    for name, field in form.fields.items():
        if name in VersionedForm.base_fields:
            continue
        bound = field.get_bound_field(form, name)
        value = bound.value()
        if isinstance(value, list | tuple | set | frozenset):
            values[name] = tuple(sorted(str(each) for each in value))
        elif isinstance(value, bool):
            values[name] = "on" if value else ""
        else:
            values[name] = "" if value is None else _as_text(bound, value)
    return values


def _as_text(bound: forms.BoundField, value: Any) -> str:
    shown = bound.field.widget.format_value(value) if hasattr(bound.field.widget, "format_value") else value
    if isinstance(shown, list | tuple):
        shown = shown[0] if shown else ""
    return str(shown if shown is not None else "").replace("\r\n", "\n")


class VersionedForm(forms.Form):
    """A form over an aggregate root; give it `version` and unbound `initial` when showing it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)
    trail_names: ClassVar[Mapping[str, Sequence[str]]] = {}
    """The fields of the trail in which a change of a field stands, where they are called otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["seen"] = signing.dumps(raw_values(self), salt=SALT, compress=True)

    def seen_values(self) -> dict[str, Value]:
        """The values the reader was shown; raises `Invalid` when the hidden field was tampered with."""
        try:
            seen = signing.loads(self.data.get(self.add_prefix("seen"), ""), salt=SALT)
        except signing.BadSignature as error:
            raise Invalid(_("This form was damaged on its way. Load it again.")) from error
        return {key: tuple(value) if isinstance(value, list) else value for key, value in seen.items()}


def opened_at(post: QueryDict) -> datetime | None:
    """When the form that was sent was made, as its signed hidden field says; None for a damaged one."""
    try:
        stamped = signing.Signer(salt=SALT).unsign(post.get("seen", ""))
        seconds = signing.b62_decode(stamped.rpartition(":")[2])
    except (signing.BadSignature, ValueError):
        return None
    return datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field to choose for, ready to show: labels, words of either choice, and a third one for prose."""

    name: str
    label: str | Promise
    base: str
    theirs: str
    mine: str
    theirs_raw: tuple[str, ...]
    mine_raw: tuple[str, ...]
    is_prose: bool
    theirs_difference: list[Piece]
    mine_difference: list[Piece]
    together: str


@dataclass(frozen=True, slots=True)
class FitRow:
    """One field that only one of the two changed."""

    name: str
    label: str | Promise
    before: str
    after: str
    by: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What two people's changes of one thing amount to; `version` is the one that stands.

    Where it is `clean`, `kept` is all of it; else `rows` are to be chosen for, beside what `fits`.
    """

    merge: Merge
    version: int
    rows: tuple[ConflictRow, ...]
    fits: tuple[FitRow, ...]
    kept: tuple[tuple[str, str], ...]
    seen: str
    trail_names: Mapping[str, Sequence[str]]
    """Of each field in `rows` and `fits`, the fields of the trail that tell who changed it."""

    @property
    def clean(self) -> bool:
        """Whether nobody has to choose."""
        return self.merge.clean


def reconcile(mine: VersionedForm, theirs: VersionedForm, *, version: int) -> Reconciled:
    """Merge a submitted form with an unbound form over what stands now, which has that version."""
    current = raw_values(theirs)
    found = merge(base=mine.seen_values(), theirs=current, mine=raw_values(mine))
    open_fields = {each.name for each in found.conflicts}
    kept = tuple(
        (name, item)
        for name, value in found.merged.items()
        if name not in open_fields
        for item in (value if isinstance(value, tuple) else (value,))
    )
    words = Words(mine)
    rows = tuple(_row(words, each) for each in found.conflicts)
    # What fits is told beside what is to be chosen for; where nothing is, nobody asks for its words.
    told = found.fits if found.conflicts else ()
    fits = tuple(
        FitRow(
            each.name,
            words.label(each.name),
            words.shown(each.name, each.base),
            words.shown(each.name, each.value),
            each.by,
        )
        for each in told
    )
    touched = [*(row.name for row in rows), *(fit.name for fit in fits)]
    named = {name: mine.trail_names.get(name, (name,)) for name in touched}
    seen = signing.dumps(current, salt=SALT, compress=True)
    return Reconciled(found, version, rows, fits, kept, seen, named)


def merged_data(found: Reconciled) -> QueryDict:
    """The merged values as a submission over the version that stands now."""
    data = QueryDict(mutable=True)
    for name, item in found.kept:
        data.appendlist(name, item)
    data["version"] = str(found.version)
    data["seen"] = found.seen
    return data


@dataclass(frozen=True, slots=True)
class AtHand:
    """What stood when the submission came: its version, and how to make the unbound form over it."""

    version: int
    form: Callable[[], VersionedForm]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission: `saved`, or a `form` to show again, or a `conflict` to choose in."""

    form: VersionedForm
    saved: bool = False
    conflict: Reconciled | None = None
    merged: bool = False


def attempt(
    *,
    post: QueryDict,
    bind: Callable[[QueryDict], VersionedForm],
    fresh: Callable[[], VersionedForm],
    save: Callable[[Any], object],
    at_hand: AtHand | None = None,
) -> Outcome:
    """Save a submission, merging what others saved since its reader opened the form.

    `bind` makes the form over a submission, `fresh` an unbound one over what stands now, `save` calls the
    service with the form's `version` and may raise `Stale`. Other domain errors become form errors. A form
    over another version than the one `at_hand` is merged with that one at once: what is known is not asked.
    """
    data, missing = chosen(post)
    form, merged = bind(data), False
    if missing:
        asked = _("Choose once for each field that both changed.")
        show_refusal(form, Invalid(asked, problems=[Problem(asked, name) for name in missing]))
        return Outcome(form)
    try:
        for _round in range(TRIES):
            if not form.is_valid():
                return Outcome(form)
            try:
                if at_hand is None or merged or form.cleaned_data["version"] == at_hand.version:
                    save(form)
                    return Outcome(form, saved=True, merged=merged)
                found = reconcile(form, at_hand.form(), version=at_hand.version)
            except Stale as stale:
                found = reconcile(form, fresh(), version=stale.current)
            if not found.clean:
                return Outcome(form, conflict=found)
            form, merged = bind(merged_data(found)), True
        raise Conflict(_("Others are changing this right now. Please try again."))
    except DomainError as error:
        show_refusal(form, error)
        return Outcome(form)


def chosen(post: QueryDict) -> tuple[QueryDict, list[str]]:
    """A conflict page's answer as an ordinary submission, and the fields still to choose for.

    `choice-<field>` is mine, theirs or both. Where nothing is chosen the reader's own value is carried on,
    so that nothing is lost while they are asked again.
    """
    data, missing = post.copy(), []
    for name in post.getlist("conflict"):
        choice = post.get(f"{CHOICE}{name}", "")
        if choice == "both":
            data[name] = post.get(f"{TOGETHER}{name}", "")
            continue
        if choice not in {"mine", "theirs"}:
            missing.append(name)
            choice = "mine"
        data.setlist(name, post.getlist(f"{choice}.{name}"))
    return data, missing


class Words:
    """Raw values of a form in the words of its fields; the choices of a field are listed once."""

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        self._labels: dict[str, Mapping[str, str]] = {}

    def label(self, name: str) -> str | Promise:
        """How the field is called."""
        return self.form[name].label

    def shown(self, name: str, value: Value) -> str:
        """The value as it is read: labels of choices, yes and no."""
        if isinstance(self.form.fields[name], forms.BooleanField):
            return str(_("Yes") if value else _("No"))
        labels = self._choices(name)
        items = value if isinstance(value, tuple) else (value,)
        return ", ".join(labels.get(item, item) for item in items if item != "")

    def _choices(self, name: str) -> Mapping[str, str]:
        if name not in self._labels:
            choices = getattr(self.form.fields[name], "choices", [])
            self._labels[name] = {str(key): str(label) for key, label in choices}
        return self._labels[name]


def _raw(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _row(words: Words, each: FieldConflict) -> ConflictRow:
    texts = [words.shown(each.name, value) for value in (each.base, each.theirs, each.mine)]
    prose = isinstance(words.form.fields[each.name].widget, forms.Textarea)
    return ConflictRow(
        name=each.name,
        label=words.label(each.name),
        base=texts[0],
        theirs=texts[1],
        mine=texts[2],
        theirs_raw=_raw(each.theirs),
        mine_raw=_raw(each.mine),
        is_prose=prose,
        theirs_difference=word_difference(texts[0], texts[1]) if prose else [],
        mine_difference=word_difference(texts[0], texts[2]) if prose else [],
        together=both_texts(texts[1], texts[2]) if prose else "",
    )
