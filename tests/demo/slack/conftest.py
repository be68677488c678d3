from collections.abc import Iterator

import pytest

from tests.slack_wire import Wired, wired


@pytest.fixture
def slack() -> Iterator[Wired]:
    with wired() as everything:
        yield everything
