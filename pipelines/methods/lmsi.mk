# LMSI: Large Language Models Can Self-Improve (arXiv 2210.11610)
# Claim: a model gets better from its own samples whose answers agree with the majority's.
# Differs: several rounds, each from the model before; one format of prompt instead of four; half of what
# is learned is labelled, since rounds drift without it. As in the paper, no majority is too small.
# Family: voting
STAGES = samples kept own rows

samples = $(DRAW)
kept = $(VOTE) @samples --keep majority
own = $(ROWS) sft @kept
rows = $(BLEND) @own @gold --repeat

include loop.mk
