"""Slack over its Web API."""

from lunchbatch.adapters.slack.slack_workspace import SlackWorkspace, connect
from lunchbatch.adapters.slack.transport import SlackReply, Transport, WebTransport

__all__ = ["SlackReply", "SlackWorkspace", "Transport", "WebTransport", "connect"]
