"""Rules by which some people cannot meet, or cannot all take part."""
