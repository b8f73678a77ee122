"""Each user of a server may do its part, and nothing else: held by the engine itself."""

import json
import subprocess
import sys
from xml.sax.saxutils import escape

import pytest

from centspan.collector.users import TEXT, USERS, grants, statements

ACT = """
import json, sys, chdb
data, config, asked = sys.argv[1:]
session = chdb.connect(f"{data}?config-file={config}")
session.query("USE centspan")
said = {}
for role, statements in json.loads(asked).items():
    session.query(f"SET ROLE {role}")
    for statement in statements:
        try:
            session.query(statement)
            said[f"{role}: {statement}"] = "done"
        except Exception as error:
            said[f"{role}: {statement}"] = "refused" if "ACCESS_DENIED" in str(error) else str(error)[:200]
    session.query("SET ROLE all")
print(json.dumps(said))
"""
USERS_FILE = """<clickhouse><profiles><default/></profiles><quotas><default/></quotas>
<roles>{roles}<all><grants><query>GRANT ALL ON *.*</query></grants></all></roles>
<users><default><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota>
<grants><query>GRANT {names}, all</query></grants></default></users></clickhouse>"""
CONFIG = "<clickhouse><user_directories><users_xml><path>{}</path></users_xml></user_directories></clickhouse>"
SPAN = (
    "INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanAttributes) SELECT now64(9), 'a', 'b', "
    "map('gen_ai.operation.name', 'chat', 'gen_ai.request.model', 'm')"
)
MAY = {
    "centspan_reader": (
        "SELECT sum(effective_usd) FROM spend",
        "SELECT count() FROM calls",
        "SELECT count() FROM system.parts",
    ),
    "centspan_ingest": (SPAN, "SELECT name FROM system.columns WHERE table = 'otel_logs'"),
    "centspan_admin": (
        "SELECT count() FROM call_content",
        "INSERT INTO changes (kind, title) VALUES ('mark', 'x')",
        "CREATE TABLE moving_x AS changes",
        "ALTER TABLE moving_x MODIFY SETTING merge_with_ttl_timeout = 1",
        "DROP TABLE moving_x",
        "SYSTEM RELOAD DICTIONARY price_row",
    ),
}
MAY_NOT = {
    "centspan_reader": (
        *(f"SELECT * FROM {table}" for table in (*TEXT, "call_content_mv")),
        SPAN,
        "INSERT INTO changes (kind, title) VALUES ('mark', 'x')",
        "ALTER TABLE llm_calls DELETE WHERE 1",
        "DROP TABLE llm_calls",
        "SELECT * FROM file('/etc/passwd', LineAsString)",
        "SELECT * FROM url('http://localhost', LineAsString)",
        "CREATE TABLE mine (a Int8) ENGINE = Memory",
    ),
    "centspan_ingest": (
        "SELECT * FROM otel_traces",
        "SELECT count() FROM llm_calls",
        "INSERT INTO llm_calls (trace_id) VALUES ('a')",
        "INSERT INTO prices (provider) VALUES ('a')",
        "ALTER TABLE otel_traces DELETE WHERE 1",
    ),
    "centspan_admin": (
        "SELECT * FROM file('/etc/passwd', LineAsString)",
        "CREATE USER another",
        "GRANT SELECT ON *.* TO default",
        "SYSTEM SHUTDOWN",
    ),
}


@pytest.fixture(scope="module")
def objects(engine):
    rows = engine.client().query(
        "SELECT name, engine FROM system.tables WHERE database = 'centspan'"
    )
    return dict(rows.result_rows)


@pytest.fixture(scope="module")
def said(objects, new_store, tmp_path_factory):
    """What became of every statement above, each under the grants of its user alone."""
    folder = tmp_path_factory.mktemp("users")
    store = new_store(folder / "store")
    roles = "".join(
        f"<{user.name}><grants>{''.join(_query(g) for g in grants(user, 'centspan', objects))}</grants></{user.name}>"
        for user in USERS
    )
    names = ", ".join(user.name for user in USERS)
    (folder / "users.xml").write_text(USERS_FILE.format(roles=roles, names=names))
    (folder / "config.xml").write_text(CONFIG.format(folder / "users.xml"))
    asked = json.dumps({user.name: MAY[user.name] + MAY_NOT[user.name] for user in USERS})
    done = subprocess.run(
        [sys.executable, "-c", ACT, str(store), str(folder / "config.xml"), asked],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def _query(grant):
    return f"<query>GRANT {escape(grant)}</query>"


@pytest.mark.parametrize("user", USERS, ids=lambda user: user.name)
def test_a_user_is_refused_what_is_not_its_part(said, user):
    """Text, other tables, the machine's files, other servers and users are closed to it."""
    found = {each: said[f"{user.name}: {each}"] for each in MAY_NOT[user.name]}
    assert found == dict.fromkeys(MAY_NOT[user.name], "refused")


@pytest.mark.parametrize("user", USERS, ids=lambda user: user.name)
def test_a_user_can_do_its_part(said, user):
    """Questions, spans that wake every view, migrations and jobs: each by its own user."""
    found = {each: said[f"{user.name}: {each}"] for each in MAY[user.name]}
    assert found == dict.fromkeys(MAY[user.name], "done")


def test_the_ddl_is_the_engines_and_holds_no_password(engine):
    """Every statement is read by the engine as it stands; passwords are in it as hashes only."""
    client = engine.client()
    passwords = {user.name: f"secret of {user.name}" for user in USERS}
    ddl = list(statements(client, passwords))
    assert sum(each.startswith("CREATE USER OR REPLACE") for each in ddl) == len(USERS)
    assert not [each for each in ddl if "secret of" in each]
    for statement in ddl:
        client.command(f"EXPLAIN AST {statement}")
