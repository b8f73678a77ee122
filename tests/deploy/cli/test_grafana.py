"""`centspan grafana`: the boards as files, and into a Grafana through its HTTP API."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from centspan.deploy.cli import main

sys.path.append(str(Path(__file__).parent))

from grafana_api import Grafana

TOKEN = "glsa_very-secret_1234"
BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in ("grafana_client", "niquests"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
from centspan.deploy.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def grafana():
    grafana = Grafana(TOKEN)
    yield grafana
    grafana.close()


@pytest.fixture(autouse=True)
def token(monkeypatch):
    monkeypatch.setenv("CENTSPAN_GRAFANA_TOKEN", TOKEN)


@pytest.fixture
def push(grafana, capsys):
    """Pushes to the Grafana with --json; returns the actions by uid."""

    def run(*options, code=0):
        assert main(["grafana", "push", "--url", grafana.url, "--json", *options]) == code
        document = json.loads(capsys.readouterr().out)
        assert document["applied"] == ("--apply" in options)
        return {step["uid"]: step["action"] for step in document["steps"]}

    return run


def test_nothing_changes_without_apply(grafana, push, capsys):
    """A push without --apply only reads, and says what it would create."""
    assert set(push().values()) == {"create"}
    assert grafana.written() == []
    main(["grafana", "push", "--url", grafana.url])
    assert "nothing was done: add --apply" in capsys.readouterr().out


def test_a_push_brings_every_board_and_then_nothing(grafana, push):
    """With --apply folder and boards are created; a second push leaves all and writes nothing."""
    created = push("--apply")
    assert set(created.values()) == {"create"}
    assert set(grafana.boards) == set(created) - {"centspan"}
    assert {each["meta"]["folderUid"] for each in grafana.boards.values()} == {"centspan"}
    written = grafana.written()
    assert set(push("--apply").values()) == {"leave"}
    assert grafana.written() == written


def test_a_push_changes_only_what_differs(grafana, push):
    """A board that somebody edited, and one in another folder, are changed back; others are left."""
    push("--apply")
    panels = grafana.boards["centspan-overview"]["dashboard"]["panels"]
    panels[1]["title"] = "edited"
    grafana.boards["centspan-savings"]["meta"]["folderUid"] = "elsewhere"
    changed = {uid for uid, action in push("--apply").items() if action == "change"}
    assert changed == {"centspan-overview", "centspan-savings"}
    assert set(push().values()) == {"leave"}


def test_boards_go_to_the_folder_asked_for(grafana, push):
    """--folder names the folder, and --viewer gives the boards their links to it."""
    push("--apply", "--folder", "costs", "--viewer", "https://centspan.example.com/")
    assert set(grafana.folders) == {"costs"}
    board = grafana.boards["centspan-calls"]["dashboard"]
    viewer = next(each for each in board["templating"]["list"] if each["name"] == "viewer")
    assert viewer["query"] == "https://centspan.example.com"


def test_the_data_source_is_brought_where_asked(grafana, push):
    """--source creates the data source once, changes it where it differs, and shows no password."""
    dsn = "clickhouse://reader:hunter2@store.internal:9443/costs?secure=true"
    assert push("--source", dsn)["centspan"] == "create"
    assert grafana.sources == {}
    assert push("--apply", "--source", dsn)
    settings = grafana.sources["centspan"]["jsonData"]
    assert (settings["host"], settings["port"], settings["secure"]) == (
        "store.internal",
        9443,
        True,
    )
    assert (settings["username"], settings["defaultDatabase"]) == ("reader", "costs")
    written = grafana.written()
    assert set(push("--apply", "--source", dsn).values()) == {"leave"}
    assert grafana.written() == written
    grafana.sources["centspan"]["jsonData"]["host"] = "elsewhere"
    push("--apply", "--source", dsn)
    assert grafana.written()[len(written) :] == [("PUT", "/datasources/uid/centspan")]
    assert grafana.sources["centspan"]["jsonData"]["host"] == "store.internal"


def test_a_store_in_a_folder_is_no_data_source(grafana, capsys):
    """A store that only this machine's processes open is refused as a data source, in words."""
    assert main(["grafana", "push", "--url", grafana.url, "--source", "chdb:///tmp/x"]) == 2
    assert "as Grafana reaches the store" in capsys.readouterr().err


def test_grafana_may_be_served_under_a_path(capsys):
    """A Grafana under a path of its host is found, with or without a slash at the end."""
    grafana = Grafana(TOKEN, "/tools/grafana")
    for url in (grafana.url, f"{grafana.url}/"):
        assert main(["grafana", "push", "--url", url, "--apply"]) == 0
    grafana.close()
    assert "leave  board" in capsys.readouterr().out


def test_a_board_from_files_is_not_pushed_over(grafana, push, capsys):
    """A board that Grafana provisions from files is named, as nobody may change it otherwise."""
    push("--apply")
    grafana.boards["centspan-overview"]["meta"]["provisioned"] = True
    grafana.boards["centspan-overview"]["dashboard"]["title"] = "older"
    assert main(["grafana", "push", "--url", grafana.url, "--apply"]) == 2
    assert "centspan-overview is provisioned from files" in capsys.readouterr().err


def test_the_token_is_never_shown(grafana, capsys, caplog, tmp_path, monkeypatch):
    """A token, right or wrong, from file or environment, appears in no output and no log."""
    caplog.set_level("DEBUG")
    monkeypatch.delenv("CENTSPAN_GRAFANA_TOKEN")
    for token, code in ((TOKEN, 0), ("glsa_wrong", 2)):
        (tmp_path / "token").write_text(f"{token}\n")
        file = str(tmp_path / "token")
        assert main(["grafana", "push", "--url", grafana.url, "--token-file", file]) == code
    said = capsys.readouterr()
    assert "service account" in said.err
    assert "glsa_" not in said.out + said.err + caplog.text


@pytest.mark.parametrize("token", ["", "two\nlines", "žeton"])
def test_a_token_is_asked_for(grafana, capsys, monkeypatch, token):
    """Without a token, or with what cannot be one, a push says where it looks for it and asks nobody."""
    monkeypatch.setenv("CENTSPAN_GRAFANA_TOKEN", token)
    assert main(["grafana", "push", "--url", grafana.url]) == 2
    assert "CENTSPAN_GRAFANA_TOKEN" in capsys.readouterr().err
    assert grafana.requests == []


def test_nobody_there_is_said_so(capsys):
    """Where no Grafana answers, the message names the URL and the reason."""
    grafana = Grafana(TOKEN)
    grafana.close()
    assert main(["grafana", "push", "--url", grafana.url]) == 2
    assert f"expected Grafana at {grafana.url}, found: Connect" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url", ["grafana", "ftp://grafana", "https://u:p@grafana", "https://g/?x=1"]
)
def test_a_url_is_expected(url, capsys):
    """What is no plain http(s) URL is refused, a password in it included."""
    with pytest.raises(SystemExit):
        main(["grafana", "push", "--url", url])
    assert "expected" in capsys.readouterr().err


def test_the_missing_extra_is_named(grafana):
    """Without grafana-client a push says what to install; build needs it not."""
    command = [sys.executable, "-c", BLOCKED, "grafana"]
    done = subprocess.run(
        [*command, "push", "--url", grafana.url], check=False, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert 'pip install "centspan[stack,grafana]"' in done.stderr
    subprocess.run([*command, "build", "--help"], check=True, capture_output=True)


def test_grafana_client_and_clickhouse_connect_get_along(up, grafana, push):
    """grafana-client, whose HTTP library replaces urllib3, and clickhouse-connect work in one process."""
    for compress in ("lz4", "gzip", False):
        with up.client(compress=compress) as client:
            assert client.command("SELECT sum(number) FROM numbers(100000)") == 4999950000
            assert set(push("--apply").values()) <= {"create", "leave"}
            client.command("CREATE OR REPLACE TABLE pushed (a UInt64, b String) ENGINE = Memory")
            client.insert("pushed", [[number, "x" * 99] for number in range(20000)])
            assert len(client.query("SELECT * FROM pushed").result_rows) == 20000
            client.command("DROP TABLE pushed")
    assert {"niquests", "clickhouse_connect", "urllib3"} <= set(sys.modules)


def test_files_are_written_and_compared(tmp_path, capsys):
    """build writes every board; --check ends with 1 and names the file that is behind, and writes none."""
    out = tmp_path / "boards"
    assert main(["grafana", "build", "--out", str(out), "--check"]) == 1
    assert not out.exists()
    assert main(["grafana", "build", "--out", str(out)]) == 0
    assert main(["grafana", "build", "--out", str(out), "--check"]) == 0
    (out / "overview.json").write_text("{}")
    capsys.readouterr()
    assert main(["grafana", "build", "--out", str(out), "--check"]) == 1
    assert "overview.json is behind its board" in capsys.readouterr().err
