"""Bugs as people make them, each a few words of the program put otherwise."""

from dataclasses import dataclass

TWO_RUNS = "tests/behaviour/crash/test_two_runs.py -k acts_whichever"
LAGGING = "tests/behaviour/crash/test_crash_matrix.py -k lags"
TIME = "tests/behaviour/crash/test_time_is_up.py"
SORTED = "tests/adapters/test_sheet_under_hands.py"
PARTIAL = "tests/behaviour/crash/test_partial_failure.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """`right` stands once in `file`, and `wrong` is put there instead.

    Found by simulated weeks, or by the tests in `by`.
    """

    name: str
    file: str
    right: str
    wrong: str
    by: str = ""


BUGS = (
    Bug(
        name="settle before the act",
        file="engine/journal.py",
        right="ClaimCells(claimed=now, outcome=None, settled=None)",
        wrong="ClaimCells(claimed=now, outcome=None, settled=now)",
    ),
    Bug(
        name="repeat a post blindly",
        file="adapters/slack/call_failures.py",
        right='NOT_IDEMPOTENT = frozenset({"chat.postMessage"})',
        wrong="NOT_IDEMPOTENT = frozenset()",
    ),
    Bug(
        name="forget that history lags",
        file="engine/journal.py",
        right="LAG = timedelta(minutes=15)",
        wrong="LAG = timedelta(0)",
        by=LAGGING,
    ),
    Bug(
        name="trust a row's number after a sort",
        file="adapters/sheet/sheet_ledger.py",
        right="found = restores(batch, now.raws, now.truth, fresh, appended)",
        wrong="found = ()",
        by=SORTED,
    ),
    Bug(
        name="overwrite a status that a person typed",
        file="core/ledger/records.py",
        right="return self.status is not None and self.status != self.status_written",
        wrong="return False",
    ),
    Bug(
        name="read the clock of another time zone for the send window",
        file="core/schedule/calendar.py",
        right="    here = local(program, now)\n    window = program.send_window",
        wrong="    here = now\n    window = program.send_window",
    ),
    Bug(
        name="forget who is kept apart",
        file="core/rounds/round_rows.py",
        right="pairs if pair <= here",
        wrong="pairs if not here",
    ),
    Bug(
        name="count the emoji that we put there ourselves",
        file="core/answers/group_answers.py",
        right="for member in set(reaction.members) & set(group.members):",
        wrong="for member in group.members if reaction.members else ():",
    ),
    Bug(
        name="call a stage done whose messages are not out",
        file="engine/executor.py",
        right="if each.effects <= self.done.over",
        wrong="if each.effects is not None",
        by=TIME,
    ),
    Bug(
        name="look, and not recognise one's own message",
        file="adapters/slack/slack_workspace.py",
        right='message.get("user") == own',
        wrong='message.get("user") == effect',
    ),
    Bug(
        name="put somebody into another group and leave them in the first",
        file="core/rounds/regroup.py",
        right="member = teams[key].pop()",
        wrong="member = teams[key][0]",
        by=PARTIAL,
    ),
    Bug(
        name="take no notice of another run",
        file="engine/journal.py",
        right="                and now - since < LEASE\n",
        wrong="                and now - since < timedelta(0)\n",
        by=TWO_RUNS,
    ),
    Bug(
        name="take a status from what was read before",
        file="core/answers/group_answers.py",
        right="status = group.status if group.is_typed else",
        wrong="status = group.status if group.status else",
    ),
)
