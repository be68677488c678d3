"""`match` as a process: JSON in, JSON out, one sentence for each fault."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

PROBLEM: dict[str, Any] = {
    "group_size": 3,
    "seed": "coffee/2026-11-23",
    "round": 12,
    "members": [f"U{number}" for number in range(1, 24)],
    "keep_apart": [["U1", "U2"]],
    "tags": {"team": {"U1": "ops", "U3": "ops"}},
    "mixing": {"team": "strong"},
    "history": [
        {"round": 10, "groups": [["U1", "U3", "U4"]], "point_persons": ["U1"], "met": [False]},
        {"round": 11, "groups": [["U1", "U5", "U6"], ["U7", "U8"]], "point_persons": ["U1", None]},
    ],
}


def run(
    text: str, *arguments: str, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [python, "-m", "lunchbatch", "match", *arguments],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "random"},
    )


def faults(change: dict[str, Any]) -> str:
    done = run(json.dumps({**PROBLEM, **change}))
    assert done.returncode == 2
    assert done.stdout == ""
    return done.stderr.removeprefix("Error: ")


def test_groups_come_out_with_their_account() -> None:
    done = run(json.dumps(PROBLEM))

    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    placed = [member for group in answer["groups"] for member in group["members"]]
    assert sorted(placed) == sorted(PROBLEM["members"])
    assert answer["account"]["repeats"] == answer["account"]["keep_apart"] == 0
    assert all(group["slot"] is None for group in answer["groups"])
    assert answer["account"]["proof"]


def test_only_people_who_share_a_tag_meet_where_it_says_same() -> None:
    place = dict.fromkeys(PROBLEM["members"][:4], "Rome")
    change = {"tags": {"place": place}, "mixing": {"place": "same"}, "without_value": "out"}
    answer = json.loads(run(json.dumps({**PROBLEM, **change})).stdout)

    assert {m for group in answer["groups"] for m in group["members"]} == place.keys()
    assert {left["why"] for left in answer["left_out"]} == {"no_value"}


def test_every_group_has_the_roles_that_are_wished_and_who_is_over_rests() -> None:
    of = {m: "host" if n < 2 else "guest" for n, m in enumerate(PROBLEM["members"][:9])}
    rested = {"U7": [11], "U8": [11], "U9": [11]}
    roles = {"group": ["host", "guest", "guest"], "of": of, "rested": rested}
    answer = json.loads(run(json.dumps({**PROBLEM, "roles": roles})).stdout)

    groups = [group["members"] for group in answer["groups"]]
    assert [sorted(of[m] for m in group) for group in groups] == [["guest", "guest", "host"]] * 2
    assert rested.keys() <= {member for group in groups for member in group}
    assert Counter(left["why"] for left in answer["left_out"]) == {"rests": 3, "no_role": 14}


def test_a_lottery_makes_one_group_around_its_hosts() -> None:
    change = {"lottery": {"hosts": ["U3"], "guests": 4}, "round": 13}
    before = ["U3", "U5", "U6", "U7", "U8"]
    written = {**PROBLEM, **change, "history": [{"round": 12, "groups": [before]}]}
    answer = json.loads(run(json.dumps(written)).stdout)

    (group,) = answer["groups"]
    assert group["point_person"] == "U3"
    assert set(group["members"]) & set(before) == {"U3"}
    assert {left["why"] for left in answer["left_out"]} == {"not_drawn"}


def test_who_is_never_at_work_together_meets_where_nobody_else_is_left() -> None:
    people = PROBLEM["members"][:4]
    written = {**PROBLEM, "members": people, "group_size": 2, "keep_apart": [], "history": []}
    apart = [[people[0], other] for other in people[1:3]]
    answers = [
        json.loads(run(json.dumps({**written, "no_common_hours": pairs})).stdout)
        for pairs in (apart, [*apart, [people[0], people[3]]])
    ]

    assert [people[0], people[3]] in [group["members"] for group in answers[0]["groups"]]
    assert [answer["account"]["no_common_hours"] for answer in answers] == [0, 1]


def test_who_meets_in_another_program_today_does_not_meet_again() -> None:
    people = PROBLEM["members"][:6]
    written = {**PROBLEM, "members": people, "keep_apart": [], "history": []}
    free = json.loads(run(json.dumps(written)).stdout)["groups"]
    met = [{"members": free[0]["members"][:2], "rounds_ago": 0}]
    groups = json.loads(run(json.dumps({**written, "elsewhere": met})).stdout)["groups"]

    assert not any(set(met[0]["members"]) <= set(group["members"]) for group in groups)


def test_a_file_is_read_as_standard_input_is(tmp_path: Path) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(PROBLEM))

    assert run("", str(file)).stdout == run(json.dumps(PROBLEM)).stdout


def test_the_same_problem_in_another_order_gives_the_same_groups() -> None:
    mixed = {**PROBLEM, "members": PROBLEM["members"][::-1], "keep_apart": [["U2", "U1"]]}

    assert run(json.dumps(mixed)).stdout == run(json.dumps(PROBLEM)).stdout


CORE = """
import json, sys
from lunchbatch.core.matching import MatchingProblem, Mixing, PastGroup, match
written = json.load(sys.stdin)
history = tuple(
    PastGroup(round=past["round"], members=tuple(group))
    for past in written["history"]
    for group in past["groups"]
)
made = match(MatchingProblem(
    members=tuple(written["members"]), group_size=3, seed=written["seed"], round=12,
    history=history, keep_apart=frozenset({frozenset(("U1", "U2"))}),
    tags=written["tags"], mixing={"team": Mixing.STRONG},
))
print([sorted(group.members) for group in made.groups], made.quality)
"""


def core(python: str) -> str:
    """What the core answers under another Python; nothing if that one cannot run."""
    done = subprocess.run(  # noqa: S603 - a Python of this machine
        [python, "-c", CORE],
        input=json.dumps(PROBLEM),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return done.stdout


def test_another_python_gives_the_same_groups() -> None:
    mine = f"python3.{sys.version_info.minor}"
    names = [name for minor in range(11, 16) if (name := f"python3.{minor}") != mine]
    found = [path for name in names if (path := shutil.which(name))]
    kept = Path.home() / ".pyenv" / "versions"
    found += [str(path) for name in names for path in sorted(kept.glob(f"*/bin/{name}"))]
    answers = {answer for path in found if (answer := core(path))}
    if not answers:
        pytest.skip("no second Python from 3.11 on is here: sameness is shown on one only")

    assert answers == {core(sys.executable)}


def test_all_faults_are_told_at_once_each_with_its_place() -> None:
    told = faults(
        {
            "group_sizes": 3,
            "group_size": 9,
            "keep_apart": [["U1"]],
            "slots": {"12:00": ["U1", "U77"]},
            "mixing": {"teem": "strong"},
            "history": [{"round": 12, "groups": [["U7", "U7"]]}],
        }
    ).splitlines()

    assert sorted(told) == sorted(
        [
            "group_sizes: is not a key here; did you mean 'group_size'?",
            "mixing['teem']: there is no such tag; did you mean 'team'?",
            "group_size: 9 is too large, 8 is the most",
            "history[0].round: 12 is not before round 12",
            "history[0].groups[0]: 'U7' stands twice",
            "keep_apart[0]: expected two members, found 1",
            "slots['12:00'][1]: 'U77' is not among members; did you mean 'U7'?",
        ]
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"members": "U1"}, "members: expected a list of members, found 'U1'"),
        ({"members": ["U1", 2]}, "members[1]: expected a member's id, found 2"),
        ({"round": "12"}, "round: expected a whole number from 0 on, found '12'"),
        ({"round": True}, "round: expected a whole number from 0 on, found True"),
        ({"seed": None}, "seed: expected text, found null"),
        ({"tags": []}, "tags: expected an object with keys, found a list"),
        ({"mixing": {"team": "some"}}, "mixing['team']: expected one of off, prefer"),
        ({"history": [{"round": 1, "groups": [["U1"]], "met": []}]}, ""),
        ({"history": [{"round": 1, "group": []}]}, "history[0].group: is not a key here"),
        ({"met_again_after": 0}, "met_again_after: expected a whole number from 1 on"),
        ({"no_common_hours": [["U1"]]}, "no_common_hours[0]: expected two members, found 1"),
        ({"elsewhere": [{"members": ["U1"]}]}, "elsewhere[0].rounds_ago: is missing"),
        ({"elsewhere": [{"round": 1}]}, "elsewhere[0].round: is not a key here"),
        ({"roles": {"group": ["a", "b"], "of": {}}}, "roles.group: has 2 seats, and group_size is"),
        ({"roles": {"group": ["a", "a", "a"], "of": {}}}, "roles.group: has one role only"),
        ({"roles": {"groups": [], "of": {}}}, "roles.groups: is not a key here; did you mean"),
        ({"roles": {"group": [], "of": {"U1": 1}}}, "roles.of.U1: expected a role, found 1"),
        (
            {"slots": {"12": ["U1"]}, "roles": {"group": ["a", "b", "c"], "of": {}}},
            "roles: do not go with slots",
        ),
        ({"lottery": {"hosts": [], "guests": 2}}, "lottery: has no hosts; name one or more"),
        ({"lottery": {"hosts": ["U1"], "guest": 2}}, "lottery.guest: is not a key here; did you"),
        (
            {"slots": {"12": ["U1"]}, "lottery": {"hosts": ["U1"], "guests": 2}},
            "lottery: does not go with slots",
        ),
        ({"join_nearest": ["U99"]}, "join_nearest[0]: 'U99' is not among members"),
    ],
)
def test_a_fault_is_told_with_its_place(change: dict[str, Any], sentence: str) -> None:
    if sentence:
        assert sentence in faults(change)
    else:
        assert run(json.dumps({**PROBLEM, **change})).returncode == 0


def test_malformed_json_is_told_with_line_and_column() -> None:
    done = run('{"group_size": 4,\n "seed": x}')

    assert done.returncode == 2
    assert "line 2, column 10" in done.stderr


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("null", "the input: expected an object with keys, found null"),
        ("[]", "the input: expected an object with keys, found a list"),
        ('{"round": 1' + "0" * 5_000 + "}", "a number has too many digits"),
        ('{"seed": "\\uD800"}', "half a character"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_json_that_is_no_problem_is_one_sentence(written: str, sentence: str) -> None:
    done = run(written)

    assert done.returncode == 2
    assert done.stdout == ""
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_rules_that_cannot_be_kept_stop_with_the_names() -> None:
    told = faults({"members": ["U1", "U2"], "history": []})

    assert "U1" in told
    assert "U2" in told
    assert "kept apart" in told


def test_a_missing_file_is_one_sentence() -> None:
    done = run("", "nowhere.json")

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "nowhere.json" in done.stderr


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('{"seed": "a", "seed": "b"}', "'seed'"),
        ('{"tags": {"team": {"U1": "a", "U1": "b"}}}', "'U1'"),
    ],
)
def test_a_key_that_stands_twice_is_refused(written: str, key: str) -> None:
    done = run(written)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: standard input: the key {key} stands twice in one object\n"


def test_one_of_twenty_thousand_who_stands_twice_or_nowhere_is_named() -> None:
    many = [f"U{number}" for number in range(20_000)]
    strangers = [f"V{number}" for number in range(2_000)]

    assert faults({"members": [*many, "U5"]}) == "members: 'U5' stands twice\n"
    told = faults({"members": many, "slots": {"12:00": [*many, *strangers]}}).splitlines()
    assert told[0].startswith("slots['12:00'][20000]: 'V0' is not among members")
    assert len(told) == 10


def test_a_tag_that_never_mixes_is_no_pair_that_is_kept_apart() -> None:
    team = {"team": {"U1": "ops", "U2": "ops"}}
    told = faults(
        {
            "members": ["U1", "U2"],
            "history": [],
            "keep_apart": [],
            "tags": team,
            "mixing": {"team": "never"},
        }
    )

    assert "kept apart by team" in told
    assert "Set the mixing of team to strong, or let one" in told
    assert "pair" not in told
