"""This device as a member of a hub: joining, leaving, and what goes to and fro in the background meanwhile.

device        what the exchange needs of the app
membership    what the device keeps of having joined, and which units take part
hub_address   the address that somebody typed, and what it may be
wire          how a request leaves this device, and what may come back
https         the same where Python has sockets; a page has its own (`screens/browser/fetch.py`)
hub_client    the messages of the exchange as requests to a hub, each answer measured and checked
joining       enrolling with a code, a fresh certificate, leaving
pull          taking in what the hub has, audit by audit
send          what the hub has not acknowledged, with the keys put under it first
files         pictures and other files by their digest, in pieces, both ways
space         what may go from the device, because the hub has signed for it
waiting       what still waits, thing by thing
courier       one round after another, in the background

Whatever a hub answers is hostile: bounded before it is read, checked before it is kept, and a wrong thing changes
nothing. Nothing that somebody does at the tablet waits for any of this.
"""
