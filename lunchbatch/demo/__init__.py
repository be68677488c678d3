"""A fictional Slack workspace, for the demo and the tests: its server, its people and its pages."""
