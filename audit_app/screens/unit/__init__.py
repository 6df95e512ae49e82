"""What is known of a unit beyond one audit: register, scanners, references, emergency card."""
