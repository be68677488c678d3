"""Small mistakes that can be made in a module: one operator, constant or call put otherwise."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One mistake: the bytes from `start` to `end` of a file, as `right` and as `wrong`."""

    file: Path
    line: int
    start: int
    end: int
    right: str
    wrong: str

    def text(self, source: bytes) -> bytes:
        """The module with the mistake in it."""
        return source[: self.start] + self.wrong.encode() + source[self.end :]


def mutants(file: Path, source: bytes) -> Iterator[Mutant]:
    """Every mistake that is known here, in the order of the file; types and texts are left out."""
    begins = [0]
    for line in source.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    for node in _nodes(ast.parse(source)):
        for wrong in _wrong(node):
            assert node.end_lineno is not None
            assert node.end_col_offset is not None
            start = begins[node.lineno - 1] + node.col_offset
            end = begins[node.end_lineno - 1] + node.end_col_offset
            yield Mutant(
                file=file,
                line=node.lineno,
                start=start,
                end=end,
                right=source[start:end].decode(),
                wrong=wrong,
            )


def _nodes(tree: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """What runs inside of functions: neither annotations, decorators nor defaults."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                yield from _inside(statement)


def _inside(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.JoinedStr):
        return
    if isinstance(node, ast.expr | ast.stmt):
        yield node
    for name, value in ast.iter_fields(node):
        if name == "annotation":
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _inside(child)


def _wrong(node: ast.expr | ast.stmt) -> Iterator[str]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=right) if type(op) in _SWAPS:
            other = _SWAPS[type(op)]()
            yield f"({ast.unparse(ast.Compare(left=left, ops=[other], comparators=right))})"  # type: ignore[list-item]  # an operator of the same kind
        case ast.BoolOp(op=op, values=values):
            yield f"({ast.unparse(ast.BoolOp(op=_SWAPS[type(op)](), values=values))})"  # type: ignore[arg-type]  # an operator of the same kind
        case ast.BinOp(left=left, op=op, right=second) if type(op) in _SWAPS:
            yield f"({ast.unparse(ast.BinOp(left=left, op=_SWAPS[type(op)](), right=second))})"  # type: ignore[arg-type]  # an operator of the same kind
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield f"({ast.unparse(operand)})"
        case ast.Constant(value=bool() as value):
            yield str(not value)
        case ast.Constant(value=int() as value):
            yield f"({value + 1})"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            wrong = ast.IfExp(
                test=ast.UnaryOp(op=ast.Not(), operand=test), body=body, orelse=orelse
            )
            yield f"({ast.unparse(wrong)})"
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield "pass"
        case ast.Continue():
            yield "break"
        case _:
            return
