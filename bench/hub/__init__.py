"""The hub's promises at length, beside what the machine itself can do.

__main__      one worker under load, beside the database's own limit
kills         one worker killed again and again, in campaigns that add up
failover      the primary of two databases killed while tablets push
patroni       the same under Patroni, which promotes by itself
starts        it is killed while its tables are made and while mails leave
schema        every route asked with what its OpenAPI describes, and with what it does not
load          years of a country: the console over them, lists made again, a thousand tablets back
postgres      the PostgreSQL that these measure with
network       tablets through a network that fails in every way
"""
