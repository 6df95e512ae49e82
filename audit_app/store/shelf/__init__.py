"""Photographs: `shelf` keeps their bytes, `copies` makes what is shown, `inventory` holds both against the audits."""
