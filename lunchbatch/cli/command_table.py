"""Every command: where it lives, when one needs it, and how a call of it looks."""

from dataclasses import dataclass

_CLI = "lunchbatch.cli"
COMPLETE_VARIABLE = "_LUNCHBATCH_COMPLETE"  # by which a shell asks how a word goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandEntry:
    """`place` is `module:attribute`; `when` the heading under which `--help` lists it."""

    place: str
    when: str
    example: str


def _entry(when: str, module: str, attribute: str, example: str) -> CommandEntry:
    return CommandEntry(place=f"{_CLI}.{module}:{attribute}", when=when, example=example)


DAILY, BY_HAND, SET_UP, OTHER = "Every day", "By hand", "Set-up", "Other"
HEADINGS = (DAILY, BY_HAND, SET_UP, OTHER)
_PEOPLE = '"Ana Sousa, Ben Okafor"'

COMMANDS: dict[str, CommandEntry] = {
    "run": _entry(DAILY, "commands.run", "run_command", "run --program coffee --stage intro"),
    "plan": _entry(DAILY, "commands.plan", "plan_command", "plan --next"),
    "check": _entry(DAILY, "commands.check", "check_command", "check"),
    "report": _entry(
        DAILY,
        "report.report_command",
        "report_command",
        "report --since 2026-01-01 --html report.html",
    ),
    "introduce": _entry(
        BY_HAND, "commands.introduce_skip", "introduce_command", f"introduce {_PEOPLE}"
    ),
    "skip": _entry(BY_HAND, "commands.introduce_skip", "skip_command", "skip coffee/2026-12-28"),
    "rematch": _entry(
        BY_HAND, "commands.rematch_swap", "rematch_command", "rematch coffee/2026-12-28"
    ),
    "swap": _entry(BY_HAND, "commands.rematch_swap", "swap_command", f"swap {_PEOPLE}"),
    "forget": _entry(BY_HAND, "commands.forget", "forget_command", "forget U0123ABCDEF"),
    "preview": _entry(BY_HAND, "commands.preview", "preview_command", "preview --to U0123ABCDEF"),
    "init": _entry(SET_UP, "init.init_command", "init_command", "init"),
    "setup": _entry(SET_UP, "commands.setup", "setup_command", "setup"),
    "import": _entry(SET_UP, "commands.import_history", "import_command", "import donut.csv"),
    "demo": _entry(OTHER, "commands.demo", "demo_command", "demo --serve --open"),
    "match": _entry(OTHER, "commands.match", "match_command", "match round.json"),
    "programs": _entry(OTHER, "commands.programs", "programs_command", "programs --json"),
    "completion": _entry(
        OTHER, "commands.completion", "completion_command", "completion bash >> ~/.bashrc"
    ),
}
