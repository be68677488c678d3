"""Slack over its Web API."""

from lunchbatch.adapters.slack.transport import Reply, Transport, WebTransport
from lunchbatch.adapters.slack.workspace import SlackWorkspace, connect

__all__ = ["Reply", "SlackWorkspace", "Transport", "WebTransport", "connect"]
