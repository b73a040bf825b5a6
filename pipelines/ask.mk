# A page that only asks: its STAGES once, on the problems of the first round, and the number that its paper reports,
# which the command `report` of the page prints.
include stages.mk

$(foreach s,$(STAGES),$(eval $(call rule,$s)))
$(eval $(call text-rule,report))

all: $(OUT)/report.txt
	@cat $<
	@echo "report: $<"
