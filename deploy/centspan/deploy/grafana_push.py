"""Brings the boards into a running Grafana through its HTTP API; what is there already is left alone."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from centspan.deploy.grafana_source import stands
from centspan.instrumentation.errors import CentspanError

SECONDS: Final = 30.0
_THEIRS: Final = ("id", "version", "schemaVersion")
"""What Grafana sets by itself; later ones raise the schema version of boards that they read."""
_EMPTY: Final = (None, "", [], {}, False)


@dataclass(frozen=True, slots=True)
class Step:
    """What a push does, or would do, with one thing."""

    action: Literal["create", "change", "leave"]
    what: Literal["source", "folder", "board"]
    uid: str
    title: str

    def as_json(self) -> dict[str, str]:
        """As a script reads it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Place:
    """The Grafana at `url`, and the folder in it whose uid and title are `folder`."""

    url: str
    token: str
    folder: str


def push(
    place: Place,
    boards: Sequence[dict[str, Any]],
    *,
    source: dict[str, Any] | None = None,
    apply: bool,
) -> Iterator[Step]:
    """Compare, and with `apply` create and change; raises CentspanError where Grafana refuses."""
    with _errors(place.url):
        grafana = _client(place)
        if source:
            yield _source(grafana, source, apply=apply)
        yield _folder(grafana, place.folder, apply=apply)
        for board in boards:
            yield _board(grafana, place.folder, board, apply=apply)


def _client(place: Place) -> Any:
    from grafana_client.api import GrafanaApi
    from grafana_client.client import TokenAuth

    url = f"{place.url.rstrip('/')}/"  # it puts `api` right behind
    return GrafanaApi.from_url(url, credential=TokenAuth(place.token), timeout=SECONDS)


def _source(grafana: Any, source: dict[str, Any], *, apply: bool) -> Step:
    uid = source["uid"]
    there = _found(lambda: grafana.datasource.get_datasource_by_uid(uid))
    if there and stands(source, there):
        return Step("leave", "source", uid, uid)
    if apply and there:
        grafana.datasource.update_datasource_by_uid(uid, source)
    elif apply:
        grafana.datasource.create_datasource(source)
    return Step("change" if there else "create", "source", uid, uid)


def _folder(grafana: Any, uid: str, *, apply: bool) -> Step:
    if _found(lambda: grafana.folder.get_folder(uid)):
        return Step("leave", "folder", uid, uid)
    if apply:
        grafana.folder.create_folder(uid, uid=uid)
    return Step("create", "folder", uid, uid)


def _board(grafana: Any, folder: str, board: dict[str, Any], *, apply: bool) -> Step:
    uid, title = board["uid"], board["title"]
    there = _found(lambda: grafana.dashboard.get_dashboard(uid))
    if there and there["meta"].get("folderUid") == folder and same(board, there["dashboard"]):
        return Step("leave", "board", uid, title)
    if there and there["meta"].get("provisioned"):
        raise CentspanError(
            f"the board {uid} is provisioned from files, which Grafana lets nobody else change: "
            "take them away, or do not push"
        )
    if apply:
        sent = {"dashboard": board | {"id": None}, "folderUid": folder, "overwrite": True}
        grafana.dashboard.update_dashboard(sent | {"message": "centspan grafana push"})
    return Step("change" if there else "create", "board", uid, title)


def same(ours: Any, theirs: Any) -> bool:
    """Whether theirs says all that ours does; Grafana may add to a board, and drop what is empty."""
    if isinstance(ours, dict):
        return isinstance(theirs, dict) and all(
            same(value, theirs.get(key)) for key, value in ours.items() if key not in _THEIRS
        )
    if isinstance(ours, list) and ours:
        return (
            isinstance(theirs, list)
            and len(ours) == len(theirs)
            and all(same(one, other) for one, other in zip(ours, theirs, strict=True))
        )
    return ours == theirs or (ours in _EMPTY and theirs in _EMPTY)


def _found(ask: Any) -> Any:
    from grafana_client.client import GrafanaClientError

    try:
        return ask()
    except GrafanaClientError as error:
        if error.status_code != 404:
            raise
        return None


@contextmanager
def _errors(url: str) -> Generator[None]:
    try:
        from grafana_client.client import GrafanaException
        from niquests.exceptions import RequestException
    except ModuleNotFoundError as error:
        raise CentspanError(
            f'this needs the package {error.name!r}; run: pip install "centspan[stack,grafana]"'
        ) from None
    try:
        yield
    except GrafanaException as error:
        raise CentspanError(f"Grafana at {url} said: {error.message}{_hint(error)}") from None
    except RequestException as error:
        raise CentspanError(f"expected Grafana at {url}, found: {type(error).__name__}") from None


def _hint(error: Any) -> str:
    if error.status_code in (401, 403):
        return "; expected the token of a service account with the role Editor (Admin for --source)"
    return ""
