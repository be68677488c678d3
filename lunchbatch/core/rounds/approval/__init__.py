"""Groups that an organiser looks at, edits and approves before anybody hears of them."""
