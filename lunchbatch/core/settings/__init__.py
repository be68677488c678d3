"""The settings, declared once: types, defaults, limits and the help that editors show."""
