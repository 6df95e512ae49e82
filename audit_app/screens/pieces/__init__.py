"""What screens of several rooms are made of: frame, fields, dialogs, layout, and state that is kept."""
