"""The people: who takes part, what they ask for themselves, and how the People tab follows."""
