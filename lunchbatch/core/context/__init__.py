"""What every decision rests on: the plan as a value, who is eligible, who met whom."""
