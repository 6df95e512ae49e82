"""Photographs: taking, choosing, marking, reviewing and comparing them."""
