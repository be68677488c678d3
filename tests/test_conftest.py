"""The guard of the suite itself: what is not here cannot be reached."""

import socket

import pytest
import requests

from tests.conftest import SpokeToTheOutside


@pytest.mark.parametrize("address", ["https://slack.com/api/api.test", "http://203.0.113.1/"])
def test_no_test_can_speak_to_another_machine(address: str) -> None:
    with pytest.raises(SpokeToTheOutside):
        requests.get(address, timeout=1)


def test_a_test_can_speak_to_this_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()
