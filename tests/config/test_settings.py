"""Settings: embedded defaults, what production refuses, and one sentence for each wrong value."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from config import environment
from config.reader import Misconfigured, Reader
from config.terminal import language
from tests.config.processes import Program

SECRET = secrets.token_urlsafe(48)


def given(**values: str) -> Reader:
    return Reader(values)


def check_deploy(tmp_path: Path, **values: str) -> tuple[int, str]:
    """What `manage.py check --deploy` says in production with these variables."""
    settings = {"TANGGAP_ENV": "production", "TANGGAP_VAR": str(tmp_path / "var"), "SECRET_KEY": SECRET}
    with Program("manage.py", "check", "--deploy", **{**settings, **values}) as program:
        return program.end()


def test_production_is_clean_once_it_has_a_secret_and_an_address(tmp_path: Path) -> None:
    status, output = check_deploy(tmp_path, PUBLIC_URL="https://tanggap.example.go.id")
    assert (status, output.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"PUBLIC_URL": "https://x.example", "SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"PUBLIC_URL": "https://x.example", "SECRET_KEY": "too-short"}, "SECRET_KEY is too weak"),
        ({"PUBLIC_URL": "https://x.example", "SECRET_KEY": "a" * 60}, "SECRET_KEY is too weak"),
        ({"PUBLIC_URL": "https://x.example", "SECRET_KEY": f"development-{SECRET}"}, "made for development"),
        ({"PUBLIC_URL": "https://x.example", "DEBUG": "yes"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS has a wildcard"),
        ({"ALLOWED_HOSTS": "tanggap.example,*"}, "ALLOWED_HOSTS has a wildcard"),
        ({}, "PUBLIC_URL is not set"),
    ],
)
def test_production_refuses(tmp_path: Path, values: dict[str, str], words: str) -> None:
    status, output = check_deploy(tmp_path, **values)
    assert status != 0
    assert words in output
    assert output.count("\n") == 1, output


def test_the_secret_of_development_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = environment.secret_key(given(), tmp_path, production=False)
    assert first.startswith(environment.DEVELOPMENT_MARK)
    assert environment.secret_key(given(), tmp_path, production=False) == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_a_secret_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n")
    env = given(SECRET_KEY_FILE=str(tmp_path / "key"))
    assert environment.secret_key(env, tmp_path, production=True) == SECRET


def test_a_secret_that_begins_with_a_dollar_sign_is_taken_as_it_stands(tmp_path: Path) -> None:
    assert environment.secret_key(given(SECRET_KEY="$HOME"), tmp_path, production=True) == "$HOME"


def test_the_hosts_follow_from_the_public_address() -> None:
    def hosts(*, production: bool, **values: str) -> list[str]:
        return environment.allowed_hosts(
            given(**values), production=production, public="https://tanggap.example", host="10.0.0.7"
        )

    assert hosts(production=True) == ["tanggap.example"]
    assert hosts(production=True, ALLOWED_HOSTS="a.example, b.example") == ["a.example", "b.example"]
    assert {"tanggap.example", "127.0.0.1", "localhost", "10.0.0.7"} <= set(hosts(production=False))


def test_sqlite_is_durable_and_waits_its_turn(tmp_path: Path) -> None:
    config = environment.database(given(), tmp_path)
    assert config["NAME"] == str(tmp_path / "tanggap.sqlite3")
    assert config["ENGINE"] == "lib.db.sqlite"
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in config["OPTIONS"]["init_command"]
    assert config["ATOMIC_REQUESTS"] is False


def test_postgresql_comes_with_a_pool(tmp_path: Path) -> None:
    url = "postgres://tanggap:p%40ss@db:5433/tanggap?sslmode=require"
    config = environment.database(given(DATABASE_URL=url), tmp_path)
    assert (config["USER"], config["PASSWORD"], config["HOST"], config["PORT"]) == (
        "tanggap",
        "p@ss",
        "db",
        5433,
    )
    assert config["OPTIONS"]["sslmode"] == "require"
    assert config["OPTIONS"]["pool"]["max_size"] == 8
    assert config["OPTIONS"]["pool"]["reconnect_timeout"] == 5
    assert config["CONN_HEALTH_CHECKS"] is True


def test_postgresql_plans_for_solid_state_disks_unless_the_address_says_otherwise(tmp_path: Path) -> None:
    usual = environment.database(given(DATABASE_URL="postgres://tanggap@db/tanggap"), tmp_path)
    assert usual["OPTIONS"]["options"] == "-c random_page_cost=1.1"
    url = "postgres://tanggap@db/tanggap?options=-c%20random_page_cost%3D4"
    told = environment.database(given(DATABASE_URL=url), tmp_path)
    assert told["OPTIONS"]["options"] == "-c random_page_cost=4"


def test_mail_goes_to_a_folder_until_a_server_is_named(tmp_path: Path) -> None:
    assert environment.email(given(), tmp_path)["MAIL_TO_FOLDER"] is True
    named = environment.email(given(EMAIL_URL="smtp+tls://user:secret@mail.example"), tmp_path)
    assert (named["MAIL_TO_FOLDER"], named["EMAIL_PORT"], named["EMAIL_USE_TLS"]) == (False, 587, True)


@pytest.mark.parametrize(
    ("url", "name", "wanted"),
    [
        ("filesystem://", "worker_prefetch_multiplier", 64),
        ("redis://127.0.0.1/0", "task_acks_late", True),
        ("amqp://guest:guest@127.0.0.1//", "task_default_queue_type", "quorum"),
    ],
)
def test_each_broker_is_set_up_to_lose_nothing(tmp_path: Path, url: str, name: str, wanted: object) -> None:
    assert environment.broker_options(given(BROKER_URL=url), tmp_path)[name] == wanted


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda env, var: env.whole("PORT", 8000, most=65535), "PORT is 'much': write a whole number."),
        (lambda env, var: env.whole("FAR", 8000, most=65535), "FAR is 70000: it can be from 0 to 65535."),
        (lambda env, var: env.number("PORT", 5, least=1, most=9), "PORT is 'much': write a number."),
        (lambda env, var: env.number("FAR", 5, least=1, most=9), "FAR is 70000: it can be from 1 to 9."),
        (lambda env, var: env.flag("PORT", default=True), "PORT is 'much': write yes or no."),
        (lambda env, var: env.one_of("PORT", "a", ["a", "b", "c"]), "PORT is 'much': it can be a, b or c."),
        (lambda env, var: env.address("PORT", ""), "PORT is 'much': write an address such as"),
        (lambda env, var: env.text("LOST"), "LOST_FILE names /no/such/file, which cannot be read"),
        (lambda env, var: environment.database(Reader({"DATABASE_URL": "mysql://a/b"}), var), "DATABASE_URL"),
        (
            lambda env, var: environment.database(Reader({"DATABASE_URL": "postgres://h"}), var),
            "the database's name",
        ),
        (
            lambda env, var: environment.database(Reader({"DATABASE_URL": "postgres://h:x/n"}), var),
            "cannot be read",
        ),
        (lambda env, var: environment.storage(Reader({"STORAGE_URL": "s3://bucket"}), var), "STORAGE_URL"),
        (lambda env, var: environment.email(Reader({"EMAIL_URL": "mail.example"}), var), "EMAIL_URL"),
        (lambda env, var: environment.email(Reader({"EMAIL_URL": "smtp://h:port"}), var), "EMAIL_URL"),
        (lambda env, var: environment.broker_options(Reader({"BROKER_URL": "kafka://h"}), var), "BROKER_URL"),
        (lambda env, var: environment.time_zone(Reader({"TIME_ZONE": "Mars/Olympus"})), "TIME_ZONE"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_it(tmp_path: Path, read, words: str) -> None:
    env = given(PORT="much", FAR="70000", LOST_FILE="/no/such/file")
    with pytest.raises(Misconfigured) as refusal:
        read(env, tmp_path)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("locale", "wanted"),
    [
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "C", "LANG": "id_ID.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_command_line_speaks_the_language_of_its_terminal(locale: dict[str, str], wanted: str) -> None:
    assert language(locale) == wanted
