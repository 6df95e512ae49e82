"""The hub's promises at length, beside what the machine itself can do.

__main__      one worker killed again and again, and under load beside the database's own limit
failover      the primary of two databases killed while tablets push
starts        it is killed while its tables are made and while mails leave
network       tablets through a network that fails in every way
"""
