"""The setting that names the ledger: a Google Sheet or a folder of CSV files."""

from pydantic import Field, model_validator

from lunchbatch.core.settings.schedule_settings import SettingsModel
from lunchbatch.core.settings.setting_types import FolderName, SettingValueError, SheetLink


class LedgerSettings(SettingsModel):
    """Where it is all written: a Google Sheet or a folder of CSV files."""

    sheet: SheetLink | None = Field(
        default=None, description="The link of the Google Sheet, or its id."
    )
    csv: FolderName | None = Field(
        default=None, description="A folder of CSV files, instead of a Sheet."
    )
    keep_apart_sheet: SheetLink | None = Field(
        default=None, description="A second, more private Sheet for the tab Keep apart."
    )

    @model_validator(mode="after")
    def _one_place(self) -> "LedgerSettings":
        if (self.sheet is None) == (self.csv is None):
            raise SettingValueError(
                "needs either 'sheet', the link of a Google Sheet, or 'csv', a folder; not both",
                reads=("sheet", "csv"),
            )
        if self.keep_apart_sheet is not None and self.keep_apart_sheet == self.sheet:
            raise SettingValueError(
                "is the Sheet of the ledger itself; name a second one, or leave this out",
                at=("keep_apart_sheet",),
                reads=("sheet", "keep_apart_sheet"),
            )
        if self.keep_apart_sheet is not None and self.csv is not None:
            raise SettingValueError(
                "goes with 'sheet' only; with 'csv' the pairs stand in the file Keep apart.csv",
                at=("keep_apart_sheet",),
                reads=("csv", "keep_apart_sheet"),
            )
        return self
