"""Slack over its Web API."""

from lunchbatch.adapters.slack.slack_workspace import SlackWorkspace, connect
from lunchbatch.adapters.slack.transport import Reply, Transport, WebTransport

__all__ = ["Reply", "SlackWorkspace", "Transport", "WebTransport", "connect"]
