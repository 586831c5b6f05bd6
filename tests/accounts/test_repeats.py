"""Repeated requests: sent twice, done once, answered alike."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from rest_framework.parsers import JSONParser

from accounts.models import KeptAnswer, Organisation
from lib import clock

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.api_urls")]


def post(client, key="baru", *, idempotency="satu", to="/api/v1/things", **more):
    headers = {"Idempotency-Key": idempotency} if idempotency else {}
    return client.post(to, {"key": key, **more}, "application/json", headers=headers)


def test_the_same_request_twice_is_done_once_and_answered_alike(cast, client_of):
    client = client_of()
    first, second = post(client), post(client)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (second["Location"], second["ETag"]) == (first["Location"], first["ETag"])
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Organisation.objects.filter(key="baru").count() == 1


def test_a_key_for_another_body_is_refused(cast, client_of):
    client = client_of()
    post(client)
    answer = post(client, "lain")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert not Organisation.objects.filter(key="lain").exists()


def test_a_key_is_bound_to_actor_and_route(cast, client_of):
    assert post(client_of()).status_code == 201
    assert post(client_of(cast.second_responder), "dari-orang-lain").status_code == 201
    assert post(client_of(), "alamat-lain", to="/api/v1/other").status_code == 201


def test_a_refusal_is_not_kept_so_that_it_can_be_mended_with_the_same_key(cast, client_of):
    client = client_of()
    refused = post(client, "jsc")
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert not KeptAnswer.objects.exists()
    mended = post(client, "baru")
    assert mended.status_code == 201 and "Idempotency-Replayed" not in mended
    assert post(client, "baru")["Idempotency-Replayed"] == "true"


def test_a_failure_of_ours_leaves_nothing_and_frees_the_key(cast, client_of):
    client = client_of()
    client.raise_request_exception = False
    assert post(client, "rusak").status_code == 500
    assert not Organisation.objects.filter(key="separuh").exists()
    assert not KeptAnswer.objects.exists()
    assert post(client, "baru").status_code == 201


def test_a_refusal_that_is_returned_leaves_nothing_either(cast, client_of):
    client = client_of()
    refused = post(client, "ditolak")
    assert (refused.status_code, refused.json()["detail"]) == (409, "Belum dapat dibuat.")
    assert not Organisation.objects.filter(key="separuh").exists()
    assert not KeptAnswer.objects.exists()
    mended = post(client, "baru")
    assert mended.status_code == 201 and "Idempotency-Replayed" not in mended


def test_after_a_day_the_key_is_free(cast, client_of, frozen):
    client = client_of()
    post(client)
    with clock.frozen(frozen + timedelta(hours=24, minutes=1)):
        assert post(client, "lain").status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_cannot_be_one_is_refused(cast, client_of, key):
    assert post(client_of(), idempotency=key).status_code == 400


def test_the_same_file_again_is_the_same_request_however_it_was_wrapped(cast, client_of):
    client = client_of()

    def send(content):
        data = {"key": "berkas", "file": SimpleUploadedFile("catatan.txt", content)}
        return client.post("/api/v1/things", data, headers={"Idempotency-Key": "berkas"})

    assert send(b"isi").status_code == 201
    assert send(b"isi")["Idempotency-Replayed"] == "true"
    assert send(b"isi lain").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_is_read_before_anything_is_held(cast, client_of, monkeypatch):
    held: list[bool] = []
    parse = JSONParser.parse

    def slowly(self, *arguments, **more):
        held.append(connection.in_atomic_block)
        return parse(self, *arguments, **more)

    monkeypatch.setattr(JSONParser, "parse", slowly)
    assert post(client_of()).status_code == 201
    assert held == [False], "a client that sends slowly must not hold SQLite's one write lock"


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_with_one_key_one_is_done_and_the_others_wait_for_its_answer(cast, issue):
    _token, secret = issue()
    answers: list[tuple[int, bytes]] = []

    def send():
        try:
            client = Client(headers={"Authorization": f"Bearer {secret}"})
            answer = post(client, wait="0.01")
            answers.append((answer.status_code, answer.content))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Organisation.objects.filter(key="baru").count() == 1
    assert len(answers) == 50
    assert {status for status, _content in answers} == {201}
    assert len({content for _status, content in answers}) == 1
