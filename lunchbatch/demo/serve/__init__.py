"""`demo --serve`: a workspace to click through, as a web page on this machine only."""
