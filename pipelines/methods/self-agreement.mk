# Self-Agreement: Ask One More Time: Self-Agreement Improves Reasoning of Language Models (arXiv 2311.08154)
# Claim: a model that is asked which of its own answers agree most does as well as a vote, without a parser of answers.
# Differs: nothing; the number of samples and the temperature of the paper were not found.
# Family: voting
SAMPLES = 5
AGGREGATE = --template prompts/self-agreement.txt

include methods/gsa.mk
