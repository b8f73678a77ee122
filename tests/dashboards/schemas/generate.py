"""Writes grafana-<major>.json.gz: JSON Schemas of dashboards and panels, from npm's `@grafana/schema`.

Needs node and npm; run it by hand to take in another version of Grafana. The types that the schemas
are made of are Grafana's, under Apache-2.0 (see LICENSE.md beside this file).
"""

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

VERSIONS = {"11": "11.6.16", "12": "12.4.10", "13": "13.2.3"}
GENERATOR = "ts-json-schema-generator@2.4.0"
PANELS = ("stat", "timeseries", "piechart", "bargauge", "barchart", "table", "text")
TSCONFIG = {
    "compilerOptions": {"skipLibCheck": True, "moduleResolution": "node", "target": "es2020"}
}


def main(here=Path(__file__).parent):
    for major, full in VERSIONS.items():
        with tempfile.TemporaryDirectory() as folder:
            schemas = {"version": full, **_schemas(Path(folder), f"@grafana/schema@{full}")}
        text = json.dumps(schemas, separators=(",", ":"))
        (here / f"grafana-{major}.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def _schemas(work, package):
    (work / "package.json").write_text('{"private": true}')
    (work / "tsconfig.json").write_text(json.dumps(TSCONFIG))
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--legacy-peer-deps")
    _run(work, "npm", "install", *quiet, package, GENERATOR)
    dist = work / "node_modules/@grafana/schema/dist"
    raw = next(path for path in (dist / "types/raw", dist / "esm/raw") if path.is_dir())
    panels = {}
    for panel in PANELS:
        types = _types(raw / "composable" / panel / "panelcfg/x")
        names = {"options": "Options", "fields": "FieldConfig"}
        panels[panel] = {
            key: _schema(work, types, name)
            for key, name in names.items()
            if f"interface {name} " in types.read_text()
        }
    return {"dashboard": _schema(work, _types(raw / "dashboard/x"), "Dashboard"), "panels": panels}


def _types(folder):
    return next(folder.glob("*types.gen.d.ts"))


def _schema(work, types, name):
    options = ("--tsconfig", "tsconfig.json", "--path", str(types), "--type", name)
    run = "node_modules/.bin/ts-json-schema-generator"
    return _bare(json.loads(_run(work, run, *options, "--no-type-check")))


def _bare(schema):
    """Without descriptions, and without `required`, which is stricter than Grafana itself."""
    if isinstance(schema, list):
        return [_bare(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        "properties": {key: _bare(value) for key, value in schema.get("properties", {}).items()}
    }
    rest = {
        key: _bare(value)
        for key, value in schema.items()
        if key not in ("description", "required", "default", "properties")
    }
    return rest | (kept if "properties" in schema else {})


def _run(work, *command):
    return subprocess.run(command, cwd=work, check=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    sys.exit(main())
