"""Settings that say who takes part."""

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
