"""Settings that say who is in, and what looks like an accident."""

from pydantic import Field

from lunchbatch.core.settings.schedule_settings import SettingsModel
from lunchbatch.core.settings.setting_types import Emoji


class EligibilitySettings(SettingsModel):
    """Who is in, besides the ordinary members of the channel."""

    guests: bool = Field(default=False, description="Whether guests take part.")
    other_workspaces: bool = Field(
        default=False, description="Whether people of other workspaces (Slack Connect) take part."
    )
    away_emoji: tuple[Emoji, ...] = Field(
        default=("palm_tree", "desert_island", "beach_with_umbrella", "face_with_thermometer"),
        description="With one of these as Slack status somebody is on holiday and left out.",
    )


class GuardSettings(SettingsModel):
    """What makes a plan look like an accident."""

    shrunk_to: int = Field(
        default=50,
        ge=0,
        le=100,
        description="Refused when the channel has fewer than this percentage of last round's.",
    )
    messages_per_person: int = Field(
        default=3, ge=1, description="Refused when a run would send more per person than this."
    )
