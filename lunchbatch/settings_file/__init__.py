"""The settings, the texts and the environment: read from outside, with every fault named."""
