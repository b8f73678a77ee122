"""`centspan forget` says what it found, and does nothing more unasked."""

from centspan.deploy.cli import main


def test_nothing_is_forgotten_unasked(dsn, capsys):
    """Without --yes the command only says what there is."""
    status = main(["forget", "--user", "alice", "--dsn", dsn])
    assert (status, capsys.readouterr().out.strip()) == (
        0,
        "found 0 calls, 0 spans, 0 texts, 0 user days, 0 alerts; --yes forgets them",
    )
