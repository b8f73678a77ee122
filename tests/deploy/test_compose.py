"""deploy/compose.yaml: valid, closed by default, and every value it names exists."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from centspan.collector.users import USERS
from centspan.deploy.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SCHEMA = "github.com/compose-spec/compose-go/v2@v2.16.2"
OTHERS = {
    "clickhouse": {
        "CLICKHOUSE_USER",
        "CLICKHOUSE_PASSWORD_FILE",
        "CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT",
    },
    "grafana": {
        "GF_SECURITY_ADMIN_PASSWORD__FILE",
        "GF_PLUGINS_PREINSTALL",
        "GF_ANALYTICS_REPORTING_ENABLED",
    },
}
"""Settings of images that are not ours, as their own documents name them."""


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def test_it_is_what_compose_reads(compose):
    """The file is valid by the Compose specification's own schema."""
    if not shutil.which("go"):
        pytest.skip("the specification's schema comes as a Go module: install Go")
    told = subprocess.run(
        ["go", "mod", "download", "-json", SCHEMA], capture_output=True, text=True, check=True
    )
    schema = Path(json.loads(told.stdout)["Dir"]) / "schema" / "compose-spec.json"
    jsonschema.validate(compose, json.loads(schema.read_text("utf-8")))


def test_every_path_exists_or_is_made_by_the_script(compose, services):
    """Mounted files, builds and env files are in the repository; secrets are those that secrets.sh makes."""
    named = [
        volume.split(":")[0]
        for each in services.values()
        for volume in each.get("volumes", ())
        if volume[0] in "./"
    ]
    named += [each for service in services.values() for each in service.get("env_file", ())]
    assert [path for path in named if not (DEPLOY / path).exists()] == []
    for service in services.values():
        if build := service.get("build"):
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    script = (DEPLOY / "secrets.sh").read_text("utf-8")
    made = {*re.search(r"for name in ([\w ]+);", script)[1].split(), "tls.crt", "tls.key"}
    assert {Path(each["file"]).name for each in compose["secrets"].values()} == made


def test_every_volume_secret_network_and_service_is_declared(compose, services):
    """Nothing is named that is not there, and nothing is there that nobody names."""
    used = {"volumes": set(), "secrets": set(), "networks": set()}
    for service in services.values():
        used["volumes"] |= {v.split(":")[0] for v in service.get("volumes", ()) if v[0] not in "./"}
        used["secrets"] |= set(service.get("secrets", ()))
        used["networks"] |= set(service["networks"])
        assert set(service.get("depends_on", ())) <= set(services)
        text = json.dumps(service)
        assert set(re.findall(r"/run/secrets/(\w+)", text)) <= set(service.get("secrets", ())), text
    assert used == {kind: set(compose[kind]) for kind in used}


def test_every_setting_is_one_that_its_program_reads(services):
    """Each variable is read by the configuration or the code of what it is given to, and none that is needed lacks."""
    config = "".join(
        (ROOT / "collector/otelcol" / f"{name}.yaml").read_text("utf-8")
        for name in ("gateway", "content")
    )
    given = set(services["collector"]["environment"])
    assert given <= set(re.findall(r"\$\{env:(\w+)", config))
    assert set(re.findall(r"\$\{env:(\w+)\}", config)) <= given
    grafana = (DEPLOY / "grafana/provisioning/datasources/centspan.yaml").read_text("utf-8")
    read = {"grafana": set(re.findall(r"\$(CENTSPAN_\w+)", grafana)), "clickhouse": set()}
    for name, own in read.items():
        assert set(services[name]["environment"]) <= own | OTHERS[name]
    source = "".join(path.read_text("utf-8") for path in ROOT.glob("*/centspan/**/*.py"))
    for name in ("migrate", "users", "prices", "roller", "optimizer", "alerts"):
        assert all(f'"{variable}"' in source for variable in services[name]["environment"])


def test_a_service_is_healthy_when_those_who_wait_for_it_can_reach_it(services):
    """Who is waited for is asked by the name and port that the others use."""
    waited_for = {
        name
        for each in services.values()
        for name, how in each.get("depends_on", {}).items()
        if how["condition"] == "service_healthy"
    }
    assert waited_for == {"clickhouse"}
    for name in waited_for:
        asked = services[name]["healthcheck"]["test"][-1]
        address = re.search(r"//([^/]+)", asked)[1]
        assert address.split(":")[0] == name
        assert all(address in each["environment"]["CENTSPAN_DSN"] for each in _waiting(services))


def _waiting(services):
    return [each for each in services.values() if "clickhouse" in each.get("depends_on", {})]


def test_every_job_is_a_command_of_ours(services, capsys):
    """Each command line is one that `centspan` reads."""
    jobs = {
        name: each["command"]
        for name, each in services.items()
        if each["image"] == "centspan-stack:local"
    }
    assert set(jobs) == {"migrate", "users", "prices", "roller", "optimizer", "alerts"}
    for command in jobs.values():
        assert command[0] in COMMANDS
        with pytest.raises(SystemExit) as ended:
            main([*command, "--help"])
        assert ended.value.code == 0
    capsys.readouterr()


def test_each_service_logs_in_as_the_user_of_its_part(services):
    """The Collector may only insert, Grafana only read; the jobs have the third user, whose secrets they alone get."""
    names = {user.name for user in USERS}
    assert services["collector"]["environment"]["CENTSPAN_CLICKHOUSE_USER"] == "centspan_ingest"
    assert services["grafana"]["environment"]["CENTSPAN_CLICKHOUSE_USER"] == "centspan_reader"
    for name in ("collector", "grafana"):
        assert set(services[name]["secrets"]) & names == {
            services[name]["environment"]["CENTSPAN_CLICKHOUSE_USER"]
        }
    for name in ("prices", "roller", "optimizer", "alerts"):
        assert "//centspan_admin@" in services[name]["environment"]["CENTSPAN_DSN"]


def test_nothing_is_open_to_other_machines(services):
    """Ports are published on loopback alone."""
    ports = [port for each in services.values() for port in each.get("ports", ())]
    assert ports
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_what_is_ours_cannot_change_its_image_or_its_rights(services):
    """Our containers have a read-only root, no capability, a limit of memory, and a user who is not root."""
    for service in services.values():
        assert "mem_limit" in service
        assert not service["image"].endswith(":latest")
        if service["image"].endswith(":local"):
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
            assert service["security_opt"] == ["no-new-privileges:true"]
            image = (
                DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]
            ).read_text("utf-8")
            assert "\nUSER 10001:10001\n" in image


def test_the_servers_own_logs_end(services):
    """Of what ClickHouse logs of itself each table has a limit of days or is not there."""
    config = (DEPLOY / "clickhouse/config.xml").read_text("utf-8")
    kept = re.findall(r"<(\w+_log)>(.*?)</\1>", config)
    assert {name for name, _ in kept} == {"query_log", "part_log", "error_log"}
    assert all("DELETE</ttl>" in body for _, body in kept)
    assert len(re.findall(r'<\w+_(?:log|pool_log) remove="1"/>', config)) >= 10


def test_the_script_makes_every_secret_once(tmp_path):
    """secrets.sh makes what is missing and never touches what is there."""
    if not shutil.which("openssl"):
        pytest.skip("the script makes a certificate: install openssl")
    script = shutil.copy(DEPLOY / "secrets.sh", tmp_path / "secrets.sh")
    subprocess.run(["sh", script, "collector.example"], check=True, capture_output=True)
    first = {path.name: path.read_bytes() for path in (tmp_path / "secrets").iterdir()}
    assert len({first[user.name] for user in USERS}) == len(USERS)
    assert all(
        len(value) >= 40 and not value.endswith(b"\n")
        for name, value in first.items()
        if "." not in name
    )
    (tmp_path / "secrets" / "otlp_token").unlink()
    subprocess.run(["sh", script], check=True, capture_output=True)
    second = {path.name: path.read_bytes() for path in (tmp_path / "secrets").iterdir()}
    assert {name for name in first if first[name] != second[name]} == {"otlp_token"}


@pytest.mark.parametrize(
    ("host", "known"), [("10.1.2.3", "IP Address:10.1.2.3"), ("a.example", "DNS:a.example")]
)
def test_the_certificate_is_for_the_name_or_address_that_senders_use(tmp_path, host, known):
    """A certificate for an address holds it as an address, which is all that clients compare; for another one it is said."""
    if not shutil.which("openssl"):
        pytest.skip("the script makes a certificate: install openssl")
    script = shutil.copy(DEPLOY / "secrets.sh", tmp_path / "secrets.sh")
    subprocess.run(["sh", script, host], check=True, capture_output=True)
    asked = ["openssl", "x509", "-in", str(tmp_path / "secrets/tls.crt"), "-noout", "-ext"]
    names = subprocess.run([*asked, "subjectAltName"], check=True, capture_output=True, text=True)
    assert known in names.stdout
    told = subprocess.run(["sh", script, "b.example"], check=True, capture_output=True, text=True)
    assert told.stderr == "tls.crt is not for b.example: remove tls.crt and tls.key for a new one\n"
