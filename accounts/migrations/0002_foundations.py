"""What models cannot say: the trail's counter, append-only triggers, and the full-text index."""

from django.db import migrations

from lib.db.append_only import AppendOnly, protect

SQLITE_SEARCH = [
    "CREATE VIRTUAL TABLE accounts_searchtext USING fts5("
    "content, content='accounts_searchdocument', content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER accounts_search_insert AFTER INSERT ON accounts_searchdocument BEGIN "
    "INSERT INTO accounts_searchtext(rowid, content) VALUES (new.id, new.content); END",
    "CREATE TRIGGER accounts_search_delete AFTER DELETE ON accounts_searchdocument BEGIN "
    "INSERT INTO accounts_searchtext(accounts_searchtext, rowid, content) "
    "VALUES ('delete', old.id, old.content); END",
    "CREATE TRIGGER accounts_search_update AFTER UPDATE OF content ON accounts_searchdocument "
    "WHEN old.content <> new.content BEGIN "
    "INSERT INTO accounts_searchtext(accounts_searchtext, rowid, content) "
    "VALUES ('delete', old.id, old.content); "
    "INSERT INTO accounts_searchtext(rowid, content) VALUES (new.id, new.content); END",
]
POSTGRES_SEARCH = [
    "ALTER TABLE accounts_searchdocument ADD COLUMN vector tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', content)) STORED",
    "CREATE INDEX accounts_search_vector ON accounts_searchdocument USING gin (vector)",
]


def build_search(apps, schema_editor):
    statements = POSTGRES_SEARCH if schema_editor.connection.vendor == "postgresql" else SQLITE_SEARCH
    for statement in statements:
        schema_editor.execute(statement)


def drop_search(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE accounts_searchdocument DROP COLUMN vector")
        return
    for name in ("insert", "delete", "update"):
        schema_editor.execute(f"DROP TRIGGER accounts_search_{name}")
    schema_editor.execute("DROP TABLE accounts_searchtext")


def start_counter(apps, schema_editor):
    apps.get_model("accounts", "TrailFeed").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(start_counter, migrations.RunPython.noop),
        migrations.RunPython(build_search, drop_search),
        protect(AppendOnly("accounts_trailentry"), AppendOnly("accounts_trailsubject")),
    ]
