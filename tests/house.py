"""Figures of the package's structure: `python -m tests.house [CHECKOUT]` prints a table.

A room is a file or folder directly inside a folder; an arrow says that one room imports another;
a floor stands above all that it imports. Read from the imports, nothing is run.
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

Arrows = dict[str, set[str]]
_DICT_ROWS = re.compile(r"dict\[str, Value\]|Mapping\[str, Value\]")


def modules(root: Path) -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in sorted((root / "lunchbatch").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """The modules of the package that one of them imports."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                full = f"{node.module}.{name.name}"
                yield full if full in known else node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def arrows(root: Path, package: str) -> Arrows:
    """Which rooms of a package import which."""
    known = modules(root)
    prefix, found = package + ".", Arrows()
    for name, path in known.items():
        if not name.startswith(prefix):
            continue
        room = name.removeprefix(prefix).split(".")[0]
        others = found.setdefault(room, set())
        for other in imports(path, known):
            if other.startswith(prefix):
                others.add(other.removeprefix(prefix).split(".")[0])
    return {room: (others & found.keys()) - {room} for room, others in found.items()}


def floors(found: Arrows) -> Mapping[str, int]:
    """The floor of each room, from 1; empty where imports go round in a circle."""
    level: dict[str, int] = {}
    try:
        order = list(TopologicalSorter(found).static_order())
    except CycleError:
        return {}
    for room in order:
        level[room] = 1 + max((level[other] for other in found.get(room, ())), default=0)
    return level


def doubled_classes(root: Path, package: str) -> list[str]:
    """Names of classes that stand in more than one module."""
    counts: Counter[str] = Counter()
    for name, path in modules(root).items():
        if name.startswith(package):
            counts.update(
                {node.name for node in parsed(path).body if isinstance(node, ast.ClassDef)}
            )
    return sorted(name for name, count in counts.items() if count > 1)


def titles(root: Path) -> set[str]:
    """The titles of all columns, as declared with more than one word, which nothing else uses."""
    found = set()
    for name, path in modules(root).items():
        if ".core.ledger." in name:
            for node in ast.walk(parsed(path)):
                for keyword in node.keywords if isinstance(node, ast.Call) else ():
                    if keyword.arg == "title" and isinstance(keyword.value, ast.Constant):
                        found.add(str(keyword.value.value))
    return {title for title in found if " " in title}


def stray_titles(root: Path) -> list[str]:
    """Places outside the ledger where the title of a column stands as a key."""
    wanted, found = titles(root), []
    for name, path in modules(root).items():
        if not name.startswith("lunchbatch.core") or ".core.ledger" in name:
            continue
        for node in ast.walk(parsed(path)):
            keys = node.keys if isinstance(node, ast.Dict) else []
            keys = [node.slice] if isinstance(node, ast.Subscript) else keys
            found += [
                f"{name}:{key.lineno} {key.value}"
                for key in keys
                if isinstance(key, ast.Constant) and key.value in wanted
            ]
    return found


def dict_rows(root: Path) -> int:
    """How often a row is a loose dictionary outside the ledger."""
    return sum(
        len(_DICT_ROWS.findall(path.read_text(encoding="utf-8")))
        for name, path in modules(root).items()
        if ".core.ledger" not in name
    )


def crowded(root: Path) -> tuple[int, str]:
    """The folder with the most entries, and how many it has."""
    counts: Counter[str] = Counter()
    for path in (root / "lunchbatch").rglob("*"):
        if "__pycache__" not in path.parts:
            counts[path.parent.relative_to(root).as_posix()] += 1
    folder, most = counts.most_common(1)[0]
    return most, folder


def table(root: Path) -> Iterator[tuple[str, str]]:
    """Each figure with its name."""
    for package in ("lunchbatch", "lunchbatch.core"):
        found = arrows(root, package)
        level = floors(found)
        count = sum(map(len, found.values()))
        yield f"{package}: rooms", str(len(found))
        yield f"{package}: floors", str(max(level.values())) if level else "a circle"
        yield f"{package}: arrows", str(count)
        yield f"{package}: class names twice", str(len(doubled_classes(root, package)))
    known = modules(root)
    lines = {name: path.read_text(encoding="utf-8").count("\n") for name, path in known.items()}
    longest = max(lines, key=lambda name: lines[name])
    yield "modules", str(len(known))
    yield "lines", str(sum(lines.values()))
    yield "longest module", f"{lines[longest]} ({longest})"
    yield "most entries in a folder", "{} ({})".format(*crowded(root))
    yield "column titles outside the ledger", str(len(stray_titles(root)))
    yield "rows as loose dictionaries", str(dict_rows(root))
    locked = (root / "requirements.txt").read_text(encoding="utf-8")
    yield "packages locked", str(len(re.findall(r"^[\w.-]+==", locked, re.MULTILINE)))


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1]
    for name, figure in table(root):
        print(f"{name.ljust(34)} {figure}")


if __name__ == "__main__":
    main()
