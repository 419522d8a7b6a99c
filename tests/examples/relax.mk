# Candidates of a phase diagram, relaxed by a model that learns from calculations where its own relaxations end:
#
#   make -f relax.mk DATA=rattled.xyz CANDIDATES=candidates.xyz CALCULATE='python3 emt.py'
#
# DATA        cells with energy, forces and stress, from which the first model learns
# CANDIDATES  cells to relax, each with a name of its own
# CALCULATE   reads cells from standard input, and writes them with energy, forces and stress, all units as in DATA
# ROUNDS      models; all but the first have learned from CHOSEN more candidates each, calculated where the one before left them
# RECIPE      of the models
# OUT         a folder for what is made: N.krr and N.relaxed.xyz, the model and structures of round N, and
#
#   stable.tsv  all candidates as the last model relaxed them, by distance to the hull
#   marked.tsv  those that are farther than NOVELTY from what that model knows: calculate them before you believe them

ROUNDS  ?= 2
CHOSEN  ?= 100
RECIPE  ?= crystals-forces
NOVELTY ?= 0.2
OUT     ?= relax

rounds   = $(shell seq $(ROUNDS))
learned  = $(OUT)/data.xyz $(patsubst %,$(OUT)/%.calculated.xyz,$(shell seq $(1) | sed '$$d'))

all: $(OUT)/stable.tsv $(OUT)/marked.tsv
.PHONY: all
.SECONDARY:
.DELETE_ON_ERROR:
.SECONDEXPANSION:
SHELL       = bash
.SHELLFLAGS = -euo pipefail -c

$(OUT)/data.xyz: $(DATA)
	mkdir -p $(OUT)
	cp $< $@

$(patsubst %,$(OUT)/%.krr,$(rounds)): $(OUT)/%.krr: $$(call learned,%)
	xyz2mbtr -c $(RECIPE) $^ -o $(@:.krr=.mbtr)
	krr-train --with $(@:.krr=.mbtr) -o $@

$(OUT)/%.relaxed.xyz: $(OUT)/%.krr $(CANDIDATES)
	xyz-relax --cell -m $< $(CANDIDATES) --summary $(@:.xyz=.tsv) -o $@

# Every so many of those that the model relaxed, counted from another one in each round.
$(OUT)/%.calculated.xyz: $(OUT)/%.relaxed.xyz
	awk -v chosen=$(CHOSEN) -v round=$* -v all="$$(grep -c relaxed= $<)" ' \
	    left == 0 { left = $$1 + 2; by = all > chosen ? all / chosen : 1; n++ } \
	    { if (int((n + round) / by) != int((n + round - 1) / by)) print; left-- }' $< | $(CALCULATE) > $@

$(OUT)/stable.tsv: $(OUT)/$(ROUNDS).relaxed.xyz
	xyz-info --table $< | hull-filter | { IFS= read -r head; echo "$$head"; sort -t "$$(printf '\t')" -k 8,8g; } > $@

$(OUT)/marked.tsv: $(OUT)/$(ROUNDS).relaxed.xyz
	awk -F '\t' -v most=$(NOVELTY) 'NR == 1 || $$14 == "inf" || $$14 > most + 0' $(<:.xyz=.tsv) > $@
