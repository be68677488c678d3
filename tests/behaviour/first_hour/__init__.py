"""An organiser's first hour: from a fresh copy to the first plan."""
