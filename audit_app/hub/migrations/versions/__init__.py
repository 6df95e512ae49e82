"""One module a step, in the order of their numbers; each repeats the words of its tables as they were then."""
