"""A hub killed while tablets send and read loses nothing that it acknowledged (more: `python -m bench.hub.kills`)."""

from pathlib import Path

from tests.hub.proof.killing import campaign

KILLS = 3


def test_nothing_acknowledged_is_lost_told_twice_or_skipped_when_the_hub_is_killed(tmp_path: Path) -> None:
    told = campaign(tmp_path / "hub", KILLS, seed=1)
    assert told.wrong == []
    assert told.did["kills"] == KILLS
    assert told.entries
