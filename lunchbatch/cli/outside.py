"""What is outside: environment, clock, ledger and Slack, put together for one command."""
