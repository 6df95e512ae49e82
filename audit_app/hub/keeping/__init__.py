"""What is kept: entries, papers and records as they were written, in one feed a tenant; pictures by their digest.

picture_store     where the bytes of pictures lie: a folder or a bucket
kept              a tenant's tables as the rules of the exchange want them, as far as one caller may see
keys              the key that the hub signs receipts with
drill             whether everything is whole, as after a restore
retention         how long things are kept, and holds
disposal          what two people dispose of
replies           what owners say of their actions
reply_photos      photographs in what they say
audits, reports   an audit out of what is kept, and its documents
"""
