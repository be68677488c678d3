"""What people see of a run: lines, the page on GitHub, annotations, a word to the owner."""
