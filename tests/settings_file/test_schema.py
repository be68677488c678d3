import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.settings.policy import Policy
from lunchbatch.settings_file.json_schema import rule_at, schema, schema_text
from lunchbatch.settings_file.read_settings import policy_from
from tests.tree import SHIPPED

CONFIG = Path(__file__).parents[2] / "config"
REWRITE = (
    "python -c 'from pathlib import Path; "
    "from lunchbatch.settings_file.json_schema import schema_text; "
    'Path("config/lunchbatch.schema.json").write_text(schema_text(), encoding="utf-8")\''
)


def every_setting() -> Iterator[tuple[str, dict[str, object]]]:
    whole = schema()
    groups = {"": whole, **whole["$defs"]}
    for group, rule in groups.items():
        for name, setting in rule.get("properties", {}).items():
            yield f"{group}.{name}", setting


SETTINGS = tuple(every_setting())


def test_the_schema_in_the_folder_is_that_of_the_declarations() -> None:
    published = (CONFIG / "lunchbatch.schema.json").read_text(encoding="utf-8")

    assert published == schema_text(), f"rewrite it: {REWRITE}"


def test_the_first_line_of_the_example_names_the_schema() -> None:
    first = (SHIPPED / "config/lunchbatch.yaml").read_text(encoding="utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=lunchbatch.schema.json"


@pytest.mark.parametrize(("name", "setting"), SETTINGS)
def test_every_setting_has_a_description(name: str, setting: dict[str, object]) -> None:
    group = schema()["$defs"].get(str(setting.get("$ref", "")).rpartition("/")[2], {})

    assert str((group | setting).get("description", "")).endswith("."), name


@pytest.mark.parametrize(("name", "setting"), SETTINGS)
def test_every_default_and_example_is_spelt_as_the_pattern_wants(
    name: str, setting: dict[str, object]
) -> None:
    if isinstance(setting.get("pattern"), str):
        examples = setting.get("examples")
        spellings = [*(examples if isinstance(examples, list) else []), setting.get("default")]
        for spelling in (s for s in spellings if s is not None):
            assert re.search(str(setting["pattern"]), str(spelling)), (name, spelling)


def test_the_defaults_of_the_schema_written_out_change_nothing() -> None:
    ledger = {"csv": "ledger"}
    bare = {"channel": "C0123ABCDEF", "time_zone": "Europe/Berlin"}
    program = rule_at(schema(), ("programs", "coffee"))["properties"]
    assert isinstance(program, dict)
    defaults = {name: rule["default"] for name, rule in program.items() if "default" in rule}
    full = json.dumps({"ledger": ledger, "programs": {"coffee": {**bare, **defaults}}})

    assert defaults["checkpoints"] == [{"after": "2 days", "at": "10:00"}]
    assert policy_from(full, file="f") == Policy.model_validate(
        {"ledger": ledger, "programs": {"coffee": bare}}
    )


def test_editors_refuse_unknown_keys_and_names_too() -> None:
    whole = schema()

    assert whole["additionalProperties"] is False
    assert whole["properties"]["programs"]["additionalProperties"] is False
    assert all(
        rule.get("additionalProperties") is False
        for rule in whole["$defs"].values()
        if "properties" in rule
    )
