# PAM: Small Language Model Can Self-Correct (arXiv 2401.07301)
# Claim: a wrong answer in front of the right one teaches to correct, if the wrong one itself is not learned.
# Differs: the connector is one sign; the right answer is a sample, or the solution where no sample is right.
# Family: correction
STAGES = samples rows
BETWEEN ?= \#
END ?= !

samples = $(DRAW) | $(VERIFY)
rows = $(SPLICE) @samples --each --between '$(BETWEEN)' --end '$(END)' --mask wrong --from solution

include loop.mk
