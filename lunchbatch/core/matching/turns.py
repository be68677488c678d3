"""Who makes the meeting happen: whoever did it least for the rounds they were there."""

from collections.abc import Sequence

from lunchbatch.core.matching.past import Past


def point_person(group: Sequence[int], past: Past, group_size: int) -> int:
    """The one with the fewest turns beyond their share.

    The share is one turn in `group_size` rounds taken part in, so months away neither save nor
    cost a turn. Of several the one who was there longest without a turn too many, then the
    first by id.
    """
    return min(
        group,
        key=lambda person: (
            past.led[person] * group_size - past.present[person],
            past.led[person],
            person,
        ),
    )
