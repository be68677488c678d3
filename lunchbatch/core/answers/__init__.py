"""What members do: reactions in; answers, pauses, wishes and the People tab's changes out."""
