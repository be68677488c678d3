"""Settings that say which emoji means what."""

from pydantic import Field, model_validator

from lunchbatch.core.settings.schedule_settings import SettingsModel
from lunchbatch.core.settings.setting_types import Emoji, SettingValueError


class EmojiSettings(SettingsModel):
    """Which emoji mean what. The first of each is the one the message shows."""

    met: tuple[Emoji, ...] = Field(
        default=("tada", "white_check_mark", "+1"), min_length=1, description="We met."
    )
    scheduled: tuple[Emoji, ...] = Field(
        default=("calendar", "date", "spiral_calendar_pad"),
        min_length=1,
        description="We've picked a time.",
    )
    not_yet: tuple[Emoji, ...] = Field(
        default=("hourglass_flowing_sand", "hourglass"),
        min_length=1,
        description="Not yet: a sign of life, and asked again at the next checkpoint.",
    )
    no: tuple[Emoji, ...] = Field(
        default=("x", "no_entry_sign", "-1"),
        min_length=1,
        description="We can't make it; afterwards: we didn't get to meet.",
    )
    skip: tuple[Emoji, ...] = Field(
        default=("zzz", "sleeping"), description="Leave me out of the next round; [] offers none."
    )
    stop: tuple[Emoji, ...] = Field(
        default=("octagonal_sign", "no_bell"),
        description="Leave me out until I take this back; [] offers none.",
    )
    repeat: tuple[Emoji, ...] = Field(
        default=("repeat", "arrows_counterclockwise"),
        description="The same people once more, please; [] offers none.",
    )

    @model_validator(mode="after")
    def _each_means_one_thing(self) -> "EmojiSettings":
        seen: set[str] = set()
        meanings = tuple(EmojiSettings.model_fields)
        for meaning in meanings:
            for n, emoji in enumerate(getattr(self, meaning)):
                if emoji in seen:
                    raise SettingValueError(
                        f"is listed twice among {', '.join(meanings[:-1])} and {meanings[-1]}; "
                        "each emoji means one thing",
                        at=(meaning, n),
                        reads=meanings,
                    )
                seen.add(emoji)
        return self
