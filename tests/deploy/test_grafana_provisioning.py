"""deploy/grafana: files from which a Grafana starts with the data source and the boards."""

import re
from pathlib import Path

import yaml

from centspan.collector.grafana import SOURCE_UID

FOLDER = Path(__file__).parents[2] / "deploy" / "grafana"
VARIABLE = re.compile(r"\$(\w+)")
SOURCE_KEYS = {
    *("name", "uid", "type", "access", "isDefault", "editable", "jsonData", "secureJsonData"),
}
PLUGIN_KEYS = {
    *("host", "port", "protocol", "secure", "username", "defaultDatabase", "dialTimeout"),
    *("queryTimeout", "validateSql", "enableRowLimit"),
}
"""Of the plugin's settings (pkg/plugin/settings.go, 4.20) those that we set."""
PROVIDER_KEYS = {
    *("name", "orgId", "folder", "folderUid", "type", "disableDeletion", "allowUiUpdates"),
    *("updateIntervalSeconds", "options"),
}


def parsed(kind):
    files = sorted((FOLDER / "provisioning" / kind).iterdir())
    assert [file.suffix for file in files] == [".yaml"]
    return yaml.safe_load(files[0].read_text("utf-8"))


def defaults():
    lines = (FOLDER / "grafana.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_data_source_is_one_the_plugin_takes():
    """The data source names only settings that the plugin reads, and the database that boards ask."""
    document = parsed("datasources")
    [source] = document.pop("datasources")
    assert document == {"apiVersion": 1}
    assert set(source) == SOURCE_KEYS
    assert set(source["jsonData"]) == PLUGIN_KEYS
    assert source["uid"] == SOURCE_UID
    assert (source["type"], source["access"]) == ("grafana-clickhouse-datasource", "proxy")


def test_settings_come_from_the_environment_and_have_defaults():
    """Each variable has a default in grafana.env, each default is used, and no file holds a secret."""
    [source] = parsed("datasources")["datasources"]
    named = VARIABLE.findall(str(source))
    assert sorted(named) == sorted(defaults())
    assert source["secureJsonData"] == {"password": "$CENTSPAN_CLICKHOUSE_PASSWORD"}
    assert defaults()["CENTSPAN_CLICKHOUSE_PASSWORD"] == ""


def test_the_defaults_reach_a_local_stack(up):
    """With grafana.env's values, but the port, the data source's user and database answer as in `up`."""
    given = defaults()
    client = up.client(
        username=given["CENTSPAN_CLICKHOUSE_USER"],
        password=given["CENTSPAN_CLICKHOUSE_PASSWORD"],
        database=given["CENTSPAN_CLICKHOUSE_DATABASE"],
    )
    with client:
        assert client.command("SELECT count() >= 0 FROM spend") == 1
    assert (given["CENTSPAN_CLICKHOUSE_HOST"], given["CENTSPAN_CLICKHOUSE_PORT"]) == (
        "127.0.0.1",
        "8123",
    )


def test_the_boards_are_provisioned_read_only_from_one_folder():
    """The provider loads one folder of files, lets nobody save over them, and has no unknown key."""
    document = parsed("dashboards")
    [provider] = document.pop("providers")
    assert document == {"apiVersion": 1}
    assert set(provider) == PROVIDER_KEYS
    assert (provider["type"], provider["allowUiUpdates"]) == ("file", False)
    assert provider["options"] == {
        "path": "/var/lib/grafana/dashboards/centspan",
        "foldersFromFilesStructure": False,
    }
