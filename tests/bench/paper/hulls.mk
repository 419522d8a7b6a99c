# Figure 3 of the paper: what a search saves, and whether its hull is right. Part of Makefile.
#
#   hulls/SYSTEM.xyz                       candidates of which all energies are known
#   hulls/SYSTEM/STRATEGY-RISK-SEED.txt    what hull-search said

HULL_SEEDS  ?= $(if $(QUICK),0,0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19)
STRATEGIES  ?= chance bound holdout
RISKS       ?= $(if $(QUICK),0.05,0.01 0.05 0.2)
HULL_RECIPE ?= crystals

# Systems: FILE_SYSTEM, the elements of which structures may be made (ONLY_), options of hull-search (SEARCH_).
# AFLOW: a folder with a file for each binary of the platinum group, AgPt.xyz and so on; formation_energy_per_atom in eV.
AFLOW       ?=
SYSTEMS     ?= agpd agau agcu aucu cuagau $(notdir $(basename $(wildcard $(AFLOW:%=%/*.xyz))))
FILE_agpd   ?= $(MBTR_DATA)/agpd/agpd.xyz.xz
SEARCH_agpd ?= --per atom
FILE_cuagau ?= $(MBTR_DATA)/cuagau/cuagau.xyz.xz
ONLY_agau   := Ag|Au
ONLY_agcu   := Ag|Cu
ONLY_aucu   := Au|Cu
SEARCH_AFLOW ?= --per atom --references 0 -s regression.property=formation_energy_per_atom
hull_file    = $(or $(FILE_$(1)),$(wildcard $(AFLOW:%=%/$(1).xyz)),$(FILE_cuagau))
hull_search  = $(if $(wildcard $(AFLOW:%=%/$(1).xyz)),$(SEARCH_AFLOW),$(SEARCH_$(1)))

hull_runs = $(foreach t,$(STRATEGIES),$(foreach r,$(RISKS),$(foreach s,$(HULL_SEEDS),$(BUILD)/hulls/$(1)/$(t)-$(r)-$(s).txt)))

$(BUILD)/hulls/%.xyz: | programs
	@mkdir -p $(@D)
	@[ -e '$(call hull_file,$*)' ] || { echo 'no file "$(call hull_file,$*)": FILE_$*= names it' >&2; exit 1; }
	case '$(call hull_file,$*)' in *.xz) xz -dc '$(call hull_file,$*)' ;; *) cat '$(call hull_file,$*)' ;; esac | \
	    awk -v only='$(or $(ONLY_$*),[A-Z][a-z]?)' -f only.awk > $@

# The stem: SYSTEM/STRATEGY-RISK-SEED.
word_of = $(word $(2),$(subst -, ,$(notdir $(1))))
$(BUILD)/hulls/%.txt: $(BUILD)/hulls/$$(call first,$$*).xyz
	@mkdir -p $(@D)
	hull-search $(threads) -c $(HULL_RECIPE) $(call hull_search,$(call first,$*)) --energies known \
	    --strategy $(call word_of,$*,1) --risk $(call word_of,$*,2) --seed $(call word_of,$*,3) -o /dev/null $< 2> $@

# Always made anew, since its runs, which are secondary, would not be made for other seeds or risks.
.PHONY: $(BUILD)/hulls.txt
hulls: $(BUILD)/hulls.txt
$(BUILD)/hulls.txt: $$(foreach s,$$(SYSTEMS),$$(call hull_runs,$$(s))) hulls.awk
	@awk -f hulls.awk $(filter %.txt,$^) > $@
	@cat $@
	@printf '%s\n' 'Recipe: $(HULL_RECIPE). Right: nowhere above the true hull by more than 0.001 per atom.' \
	    'Paper, Ag-Pt of AFLOW, holdout: 61 % saved.' "$$(date -u +%F)"
