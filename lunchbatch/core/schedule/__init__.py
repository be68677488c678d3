"""When rounds begin and stages are due: calendars and cron. Moments in, moments out."""
