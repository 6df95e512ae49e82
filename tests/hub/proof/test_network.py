"""Whatever a network does to what tablets send, nothing is lost or kept twice (`python -m bench.hub.network`: more)."""

from pathlib import Path

from tests.hub.proof.network import campaign

ROUNDS = 2


def test_a_network_that_loses_repeats_cuts_and_reorders_changes_nothing_that_is_kept(tmp_path: Path) -> None:
    told, did = campaign(tmp_path, ROUNDS, seed=2)
    assert told.wrong == []
    assert told.entries
    assert {kind for kind, fate in did if fate != "passed"} >= {"push", "pull"}
    assert len({fate for _, fate in did}) > 3
