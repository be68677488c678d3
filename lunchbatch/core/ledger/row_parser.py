"""Parses the ledger's rows: a snapshot in, records out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from lunchbatch.core.ledger.cell_codecs import (
    read_absent,
    read_choices,
    read_count,
    read_lateness,
    read_messages,
    read_stages,
)
from lunchbatch.core.ledger.cell_values import Value, group_number, round_date
from lunchbatch.core.ledger.records import Answer, Claim, Group, MemberRecord, Records, Round
from lunchbatch.core.ledger.slack_cells import HISTORY
from lunchbatch.core.ledger.table import Row, Snapshot
from lunchbatch.core.ledger.tabs import (
    ANSWERS_TAB,
    DRAFT_TAB,
    GROUPS_TAB,
    JOURNAL_TAB,
    KEEP_APART_TAB,
    PEOPLE_TAB,
    PROBLEMS_TAB,
    ROUNDS_TAB,
    STATS_TAB,
)
from lunchbatch.core.ledger.typed_rows import (
    TypedCell,
    draft_rows,
    pasted_rows,
    typed_cell,
)
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.spelling import visible
from lunchbatch.core.model.terms import Pause, Stage, Status

RUN_PREFIX = "run "


def records(snapshot: Snapshot) -> Records:
    """Read every tab. Rows on which the program may not act are kept, marked as not sound."""
    claims = _claims(_keyed(snapshot[JOURNAL_TAB].rows))
    said = _said(claims.values())
    groups = [
        _recalling(_group(row), said.get(row.key, {}))
        for row in _keyed(snapshot[GROUPS_TAB].rows)
        if not row.key.startswith(HISTORY)
    ]
    groups.sort(key=lambda group: _order(group.key))
    table = snapshot[ROUNDS_TAB]
    rounds = {
        row.key: _round(
            row, typed_cell(table, row, "approval"), claims.get(f"{row.key} {Stage.POLL}")
        )
        for row in _first(table.rows)
    }
    answers = {row.key: _answer(row) for row in _keyed(snapshot[ANSWERS_TAB].rows)}
    return Records(
        groups=tuple(groups),
        rounds=rounds,
        people=people_records(snapshot),
        answers=answers,
        answers_about=_about(answers.values()),
        claims=claims,
        apart=apart_rows(snapshot),
        problems=snapshot.problems,
        drafted=draft_rows(snapshot),
        draft_link=snapshot[DRAFT_TAB].link,
        pasted=pasted_rows(snapshot),
        listed={row.key: _text(row.values["what"]) for row in _keyed(snapshot[PROBLEMS_TAB].rows)},
        stats={
            row.key: row.values if row.is_sound else None
            for row in _keyed(snapshot[STATS_TAB].rows)
        },
    )


def _keyed(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.key)


def _first(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with a key, of several with the same the first; none of these is sound."""
    found: dict[str, Row] = {}
    for row in _keyed(rows):
        found.setdefault(row.key, row)
    return tuple(found.values())


def _about(answers: Iterable[Answer]) -> dict[str, tuple[Answer, ...]]:
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.key.rpartition(" ")[0], []).append(answer)
    return {about: tuple(under) for about, under in found.items()}


def _order(key: str) -> tuple[str, int]:
    number = group_number(key)
    return (key.rpartition("/")[0], number) if number else (key, 0)


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _group(row: Row) -> Group:
    cell = row.values
    stem = row.key.rpartition("/")[0]
    round_id = stem if round_date(stem) is not None else _text(cell["round"]) or stem
    status, written = cell["meeting status"], cell["status written"]
    intro_date = cell["date of intro"]
    return Group(
        key=row.key,
        program=round_id.partition("/")[0] or _text(cell["program"]),
        round=round_id,
        members=tuple(_text(cell["member ids"]).replace(",", " ").split()),
        point_person=_text(cell["point person"]),
        time=_text(cell["time"]),
        channel=_text(cell["group channel id"]),
        status=status if isinstance(status, Status) else None,
        status_written=written if isinstance(written, Status) else None,
        introduced_on=intro_date if isinstance(intro_date, date) else None,
        names=_text(cell["names"]),
        intro=_text(cell["intro message ts"]),
        messages=read_messages(_text(cell["messages"])),
        answers=_text(cell["answers"]),
        icebreaker=_text(cell.get("icebreaker")),
        is_sound=row.is_sound
        and cell["member ids"] is not None
        and round_date(round_id) is not None,
    )


def _round(row: Row, approval: TypedCell, asked: Claim | None) -> Round:
    """A round; the journal knows of its poll as well."""
    cell = row.values
    poll = {str(Stage.POLL): asked.posted} if asked and asked.settled and asked.posted else {}
    size, closes = cell.get("group size"), cell.get("poll closes")
    return Round(
        id=row.key,
        program=row.key.partition("/")[0],
        slot=round_date(row.key) or date.min,
        stages=read_stages(_text(cell["stages"])),
        stage=_text(cell["stage"]),
        number=read_count(cell.get("number")),
        absent=read_absent(_text(cell["not in"])),
        members=read_count(cell["members"]),
        introduced=read_count(cell["introduced"]),
        repeats=read_count(cell["repeats"]),
        unavoidable=read_count(cell["unavoidable"]),
        late=read_lateness(_text(cell["late by"])),
        approval=approval,
        choices=read_choices(_text(cell.get("choices"))),
        group_size=size if isinstance(size, int) else None,
        poll_closes=closes if isinstance(closes, datetime) else None,
        messages={**poll, **read_messages(_text(cell.get("messages")))},
        is_sound=row.is_sound,
    )


def _standing(row: Row, snapshot: Snapshot) -> MemberRecord:
    cell = row.values
    own = {column.title for column in PEOPLE_TAB.columns} - {"team", "location"}
    pause, every = cell.get("paused until"), cell.get("joins every N rounds")
    # Without the column nobody can have cleared a pause.
    written = cell.get("pause written") if "paused until" in cell else None
    left, first_seen = cell["left on"], cell["first seen"]
    return MemberRecord(
        id=row.key,
        name=_text(cell["name"]),
        pause=pause if isinstance(pause, Pause) else None,
        pause_written=written if isinstance(written, Pause) else None,
        every=every if isinstance(every, int) and every > 0 else 1,
        tags={
            title: shown
            for title in snapshot[PEOPLE_TAB].at
            if title not in own and (shown := visible(_text(cell.get(title))))
        },
        left=left if isinstance(left, date) else None,
        first_seen=first_seen if isinstance(first_seen, date) else None,
        silent=tuple(_text(cell.get("silent since")).split()),
        messages=read_messages(_text(cell.get("messages"))),
        home=_text(cell["home"]) if "home" in cell else None,
        earlier_names=tuple(_text(cell.get("earlier names")).splitlines()),
        is_sound=row.is_sound,
    )


def _answer(row: Row) -> Answer:
    cell = row.values
    return Answer(
        key=row.key,
        program=_text(cell["program"]),
        round=_text(cell["round"]),
        group=_text(cell["group key"]),
        member=_text(cell["member id"]),
        answer=_text(cell["answer"]),
        post=read_messages(f"post={_text(cell.get('message'))}").get("post"),
        is_withdrawn=cell["withdrawn"] is not None,
        is_sound=row.is_sound,
    )


def _said(claims: Iterable[Claim]) -> dict[str, dict[str, MessageRef]]:
    """What the journal knows to be out: stage and place, by what it is about."""
    found: dict[str, dict[str, MessageRef]] = {}
    for claim in claims:
        about, _, stage = claim.effect.rpartition(" ")
        kind = Stage.named(stage)
        if claim.posted and claim.settled and kind and kind.is_told_to_groups:
            found.setdefault(about, {})[stage] = claim.posted
    return found


def _recalling(group: Group, said: Mapping[str, MessageRef]) -> Group:
    """The group with what the journal knows and its row does not."""
    intro = None if group.intro else said.get("intro")
    later = {s: post for s, post in said.items() if s != "intro" and s not in group.messages}
    if intro is None and not later:
        return group
    return replace(
        group,
        channel=intro.channel if intro else group.channel,
        intro=intro.ts if intro else group.intro,
        messages={**group.messages, **later},
        is_recalled=True,
    )


def _claims(rows: Iterable[Row]) -> dict[str, Claim]:
    runs = {row.key: row.values["claimed"] for row in rows if row.key.startswith(RUN_PREFIX)}
    return {row.key: _claim(row, runs) for row in rows if row.key not in runs}


def _claim(row: Row, runs: Mapping[str, Value]) -> Claim:
    cell = row.values
    claimed, settled, tries = cell["claimed"], cell["settled"], cell["tries"]
    channel, ts = _text(cell["channel"]), _text(cell["ts"])
    renewed = runs.get(RUN_PREFIX + _text(cell["run"]))
    return Claim(
        effect=row.key,
        run=_text(cell["run"]),
        claimed=claimed if isinstance(claimed, datetime) else None,
        renewed=renewed if isinstance(renewed, datetime) else None,
        settled=settled if isinstance(settled, datetime) else None,
        outcome=_text(cell["outcome"]),
        posted=MessageRef(channel=channel, ts=ts) if channel and ts else None,
        tries=tries if isinstance(tries, int) else 0,
    )


def people_records(snapshot: Snapshot) -> dict[str, MemberRecord]:
    """The rows of People by member id."""
    return {row.key: _standing(row, snapshot) for row in _first(snapshot[PEOPLE_TAB].rows)}


def apart_rows(snapshot: Snapshot) -> tuple[tuple[TypedCell, ...], ...]:
    """The cells of each row of Keep apart that are to name somebody, `member c` and so on too."""
    table = snapshot[KEEP_APART_TAB]
    titles = ["member a", "member b"]
    titles += [title for title in table.at if title.startswith("member ") and title not in titles]
    rows = (
        (row.is_sound, tuple(typed_cell(table, row, title) for title in titles))
        for row in table.rows
    )
    return tuple(
        cells for is_sound, cells in rows if not is_sound or any(cell.text for cell in cells)
    )
