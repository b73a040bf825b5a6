# ScPO: Self-Consistency Preference Optimization (arXiv 2411.04109)
# Claim: preferring the commonest answer to the rarest, weighted by the margin of their votes,
# teaches as much as gold labels.
# Differs: the semi-supervised variant, half of the pairs being a right sample of the base against a
# wrong one, by the labels; one threshold of half the votes in all rounds; no second, hotter set of samples.
# Family: voting
ONCE = labelled-samples labelled-pairs
STAGES = samples kept own rows

samples = $(DRAW)
kept = $(VOTE) @samples --min-share 0.5
own = $(PAIR) @kept --by most-vs-least
labelled-samples = $(SAMPLE) @labelled --model @model -n $(SAMPLES) --temperature $(TEMPERATURE) | $(VERIFY)
labelled-pairs = $(PAIR) @labelled-samples --by correct-vs-wrong
rows = $(BLEND) @own @labelled-pairs --repeat
training = $(WATCH) $(TRAIN) @rows --loss dpo+nll --beta 0.5 --alpha 1 --model @model --save @next

include loop.mk
