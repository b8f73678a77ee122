"""The demo's releases, posted where boards look for annotations."""

from datetime import UTC, datetime
from typing import Any

from centspan.deploy.demo.backfill.arrivals import SECOND
from centspan.deploy.demo.backfill.features import FEATURES
from centspan.deploy.demo.backfill.people import ENVIRONMENTS
from centspan.deploy.demo.backfill.releases import Release, Releases

COLUMNS = (
    "changed_at",
    "kind",
    "environment",
    "service",
    "feature",
    "title",
    "detail",
    "changed_by",
    "attributes",
)


def post_releases(client: Any, releases: Releases) -> int:
    """Insert one `deploy` a release into `changes`; returns how many."""
    rows = [_row(release) for release in releases.since]
    if rows:
        client.insert("changes", rows, column_names=COLUMNS)
    return len(rows)


def _row(release: Release) -> list[Any]:
    feature = FEATURES[release.feature]
    version = f"v{release.version}"
    return [
        datetime.fromtimestamp(release.at // SECOND, UTC),
        "deploy",
        ENVIRONMENTS[0][0],
        feature.service,
        feature.name,
        f"{feature.name}: prompt {version}",
        "a new version of the prompt",
        "release bot",
        {"prompt_version": version},
    ]
