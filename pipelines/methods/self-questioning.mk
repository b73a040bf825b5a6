# Self-questioning: Introspective Growth: Automatically Advancing LLM Expertise in Technology Judgment (arXiv 2505.12452)
# Claim: a model that first asks and answers its own questions about a case judges it better.
# Differs: nothing is retrieved for the answers; MODEL asks and answers, and decides.
# Family: synthesis
STAGES = questions answers decided

questions = $(SAMPLE) @test --model @model -n 1 --template prompts/ask-questions.txt --temperature $(TEMPERATURE)
answers = $(REFINE) @questions --template prompts/answer-questions.txt --temperature $(TEMPERATURE)
decided = $(SAMPLE) @answers --model @model -n 1 --template prompts/use-notes.txt --temperature 0 | $(BEST) -n 1 --by index | $(VERIFY)
report = $(REPORT) --accuracy @decided

include ask.mk
