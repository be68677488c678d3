"""What a person means by a cell in which they approve: a box that is ticked, or a word."""

from enum import Enum

from lunchbatch.core.ledger.typed_rows import TypedCell


class Approval(Enum):
    """`OPEN` is a box that nobody ticked; `OTHER` a word that is no yes."""

    GIVEN = "given"
    OPEN = "open"
    OTHER = "other"


# The first line is English, then what spreadsheet programs in other languages write for a ticked
# box, then German, Spanish, French, Portuguese, Italian, Dutch, Polish, and signs.
_YES = (
    "approved approve accepted agreed confirmed yes yep yeah yup y ok okay okey go send fine sure "
    "true wahr verdadero verdadeiro vrai vero waar prawda "
    "ja jo jawohl genehmigt freigegeben passt sí si vale aprobado aprobada oui d'accord approuvé "
    "sim aprovado aprovada certo approvato akkoord tak da "
    "x xx 1 +1 [x] ✓ ✔ ☑ ✅ 👍 👌 :+1: :white_check_mark:"
)
_OPEN = "false falsch falso faux onwaar fałsz 0 [] ☐ ⬜"
_AROUND = " .!,;*_'\"\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def approval_of(cell: TypedCell) -> Approval:
    """How a cell is meant, in any of the languages that members may read."""
    word = cell.folded.strip(_AROUND).replace("’", "'")
    if word in _YES.split():
        return Approval.GIVEN
    return Approval.OPEN if word in ("", "[ ]", *_OPEN.split()) else Approval.OTHER
