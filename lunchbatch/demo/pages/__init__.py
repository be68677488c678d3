"""Every message of the simulated workspace as pages of HTML."""
