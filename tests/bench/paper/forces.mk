# Forces along trajectories of one molecule (rMD17): the first frames to learn from, the 300 behind the first thousand to predict.
# gdml is the kernel of gradient-domain machine learning, matern52 of inverse distances, its recipe as S. Chmiela et al. have it;
# recipes forces and forces-linear come along. Part of Makefile.
#
#   MOLECULE/forces/N/train.xyz          the first N frames
#   MOLECULE/forces/N/RECIPE.out.xyz     those that are predicted, with what they were
#   MOLECULE/forces/N/RECIPE.tsv         the errors
# and the table.

FRAMES       ?= $(if $(QUICK),20,100 200)
FORCE_MODELS ?= gdml forces forces-linear
force_recipe  = $(or $(wildcard recipes/$(1).yaml),$(1))
cut_frames    = awk -v from=$(1) -v to=$(2) 'NR == 1 { n = $$1 + 2 } NR > from * n && NR <= to * n'
force_errors  = $(foreach m,$(MOLECULES),$(foreach n,$(FRAMES),$(foreach r,$(FORCE_MODELS),$(BUILD)/$(m)/forces/$(n)/$(r).tsv)))

$(BUILD)/%/forces/test.xyz: $(BUILD)/%/all.xyz
	@mkdir -p $(@D)
	$(call cut_frames,1000,1300) $< > $@

$(foreach n,$(FRAMES),$(BUILD)/%/forces/$(n)/train.xyz): $(BUILD)/%/all.xyz
	for n in $(FRAMES); do \
	    mkdir -p $(BUILD)/$*/forces/$$n && \
	    awk -v n=$$n 'NR == 1 { lines = n * ($$1 + 2) } NR <= lines' $< > $(BUILD)/$*/forces/$$n/train.xyz || exit 1; \
	done

# The stem is MOLECULE/forces/N/RECIPE.
$(BUILD)/%.out.xyz: $(BUILD)/$$(dir $$*)train.xyz $(BUILD)/$$(call first,$$*)/forces/test.xyz | programs
	sh timed.sh $@ '$(if $(filter gdml,$(notdir $*)),xyz2cm,xyz2mbtr) -q $(threads) -c $(call force_recipe,$(notdir $*)) $< \
	    -o $(@:.out.xyz=.mbtr) && \
	    krr-train -q $(threads) $(if $(filter %-linear,$*),--primal,--with) $(@:.out.xyz=.mbtr) -o $(@:.out.xyz=.krr) && \
	    krr-predict -q $(threads) -m $(@:.out.xyz=.krr) --xyz $(word 2,$^) -o $@'

$(force_errors): %.tsv: %.out.xyz
	krr-score -q -u kcal/mol $< -o $@

forces: $(BUILD)/forces.txt
$(BUILD)/forces.txt: $$(force_errors)
	@printf 'molecule\tframes\tmodel\tforces\tenergy\tcpu_s\n' > $@
	@for f in $^; do \
	    awk -v path="$$f" -v cpu="$$(cat "$${f%.tsv}.out.xyz.cpu")" 'BEGIN { k = split(path, p, "/"); sub(/\.tsv$$/, "", p[k]) } \
	        { e[$$1] = $$3 } END { printf "%s\t%s\t%s\t%.3g\t%.3g\t%.3g\n", p[k - 3], p[k - 1], p[k], e["forces"], e["energy"], cpu }' \
	        "$$f" || exit 1; \
	done >> $@
	@cat $@
	@printf '%s\n' 'MAE of components of forces (kcal/mol/A) and of energies (kcal/mol); processor time from structures to errors.'
