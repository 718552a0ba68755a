"""A scripted year: twelve monthly runs on a made-up county, with verdicts drawn from the truth."""
