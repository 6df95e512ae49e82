"""The hub's promises, tried until they hold.

promises      what must hold of a hub whatever happened to it, in one place
crew          tablets at work: some push, one reads, and all of it is told
killing       it is killed at random instants while tablets push, send pictures and pull
relay         a network that loses, repeats, cuts, delays and reorders what goes through it
network       real tablets that exchange with a real hub through that relay
"""
