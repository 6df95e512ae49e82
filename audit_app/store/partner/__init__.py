"""What a device keeps of a partner that it exchanges with: what that has acknowledged, and the secret shared with it.

receipts      entries and pictures that a partner said it keeps
secret        a few bytes for their owner alone, outside the data folder
"""
