"""A believable job search for an account of its own: what a newcomer looks at before trusting Bowout with theirs."""
