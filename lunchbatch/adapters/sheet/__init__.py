"""The ledger in a Google Sheet: one folder, one outside thing.

`ledger` is the adapter; `wire` speaks HTTP through gspread's thin layer and is imported only
where a Sheet is used, because that import alone takes a third of a second.
"""
