"""Addresses of the room in the portal. Expects to be mounted at the root."""

from __future__ import annotations

from django.urls import path

from accounts.portal import (
    leaving,
    organisations,
    passwords,
    people,
    profile,
    service_accounts,
    sign_in,
    trail,
)

app_name = "accounts"

_PERSON = "people/<uuid:public_id>/"
_SERVICE = "service-accounts/<uuid:public_id>/"
_ORGANISATION = "organisations/<uuid:public_id>/"

urlpatterns = [
    path("sign-in/", sign_in.signin, name="signin"),
    path("sign-out/", sign_in.signout, name="signout"),
    path("language/", sign_in.language, name="language"),
    path("password/", passwords.password_change, name="password_change"),
    path("password/changed/", passwords.password_change_done, name="password_change_done"),
    path("forgotten-password/", passwords.password_reset, name="password_reset"),
    path("forgotten-password/sent/", passwords.password_reset_done, name="password_reset_done"),
    path("new-password/saved/", passwords.password_reset_complete, name="password_reset_complete"),
    path(
        "new-password/<str:uid>/<str:token>/", passwords.password_reset_confirm, name="password_reset_confirm"
    ),
    path("profile/", profile.profile, name="profile"),
    path("profile/sign-out-elsewhere/", profile.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("tokens/", profile.tokens, name="tokens"),
    path("tokens/<uuid:public_id>/revoke/", profile.token_revoke, name="token_revoke"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person_add"),
    path(_PERSON, people.person, name="person"),
    path(f"{_PERSON}edit/", people.person_edit, name="person_edit"),
    path(f"{_PERSON}roles/", people.person_role_add, name="person_role_add"),
    path(f"{_PERSON}roles/end/", people.person_role_end, name="person_role_end"),
    path(f"{_PERSON}move/", leaving.person_move, name="person_move"),
    path(f"{_PERSON}deactivate/", leaving.person_deactivate, name="person_deactivate"),
    path(f"{_PERSON}reactivate/", leaving.person_reactivate, name="person_reactivate"),
    path(f"{_PERSON}password/", leaving.person_password, name="person_password"),
    path(f"{_PERSON}sign-out/", leaving.person_sign_out, name="person_sign_out"),
    path(f"{_PERSON}erase/", leaving.person_erase, name="person_erase"),
    path("service-accounts/", service_accounts.services, name="services"),
    path("service-accounts/add/", service_accounts.service_add, name="service_add"),
    path(_SERVICE, service_accounts.service, name="service"),
    path(f"{_SERVICE}tokens/", service_accounts.service_token, name="service_token"),
    path(f"{_SERVICE}roles/", service_accounts.service_role_add, name="service_role_add"),
    path(f"{_SERVICE}roles/end/", service_accounts.service_role_end, name="service_role_end"),
    path(f"{_SERVICE}switch/", service_accounts.service_switch, name="service_switch"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/add/", organisations.organisation_add, name="organisation_add"),
    path(_ORGANISATION, organisations.organisation, name="organisation"),
    path(f"{_ORGANISATION}edit/", organisations.organisation_edit, name="organisation_edit"),
    path(f"{_ORGANISATION}move/", organisations.organisation_move, name="organisation_move"),
    path("trail/", trail.trail, name="trail"),
    path("trail/check/<str:chain>/", trail.trail_check, name="trail_check"),
    path("trail/<int:sequence>/", trail.trail_entry, name="trail_entry"),
    path("trail/<int:sequence>/erase/", trail.trail_erase, name="trail_erase"),
]

PAGES = {
    "person": "accounts:person",
    "organisation": "accounts:organisation",
    "service_account": "accounts:service",
}
"""Kinds of things that have a page here, by the name of its address: for `/go/<kind>/<public_id>`."""
