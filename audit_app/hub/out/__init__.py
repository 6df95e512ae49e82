"""Everything out again: what a hub keeps, for the tablet app and for other programs.

feed              what is kept as it was written, a JSON object a line
tables, parquet   lists as other programs fetch them, and as Parquet
outbound, hooks   messages to addresses that somebody typed; webhooks
calendar          what falls due as an `.ics` file
data_folder       logs and pictures put into a data folder of the tablet app
shared            one audit as the file that a tablet shares
tenant            a whole tenant as a folder of `.mraudit` files, with what no such file carries beside them
"""
