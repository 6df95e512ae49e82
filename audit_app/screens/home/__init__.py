"""The first screen: audits of this device, a new one, what falls due, sharing with another tablet."""
