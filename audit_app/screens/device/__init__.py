"""The device itself: settings, backup, help, about."""
