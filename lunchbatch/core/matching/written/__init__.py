"""Problems and results of matching as JSON."""
