"""The program that answers: every request is bounded, every route has a rule, every refusal says what to do.

hub          what an installation has at hand: settings, database, pictures
bounds       sizes, times, names and headers, before and after any route
needs        the rule of a route: who may ask
described    what programs can ask, as OpenAPI
problems     refusals, as problem+json or as a page
program      everything put together
"""
