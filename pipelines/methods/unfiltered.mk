# Unfiltered: Collapse of Self-trained Language Models (arXiv 2404.02305)
# Claim: a model that learns from all that it says gets worse; the control of the other pages.
# Differs: samples answer problems, instead of continuing nothing; half of what is learned is
# labelled, as in the others, so that the filters between are the only difference.
# Family: voting
STAGES = samples kept own rows
COLLAPSE =

samples = $(DRAW)
kept = $(VOTE) @samples
own = $(ROWS) sft @kept
rows = $(BLEND) @own @gold --repeat

include loop.mk
