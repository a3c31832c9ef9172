package dev.cleave.heap;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A new slab whose size, or whose price, was not as its class would have liked; see {@link Dialogue}. */
@Name("dev.cleave.SlabDecision")
@Label("Slab Decision")
@Category("Cleave")
@Description("The state of the buddy space made a new slab smaller or larger than its class wanted, or a rare block had to be split")
final class SlabDecisionEvent extends jdk.jfr.Event {
    @Label("Pool")
    final String pool;

    @Label("Decision")
    final String decision;

    @Label("Wanted Units")
    final int wantedUnits;

    @Label("Chosen Units")
    final int chosenUnits;

    private SlabDecisionEvent(String pool, String decision, int wantedUnits, int chosenUnits) {
        this.pool = pool;
        this.decision = decision;
        this.wantedUnits = wantedUnits;
        this.chosenUnits = chosenUnits;
    }

    static void emit(String pool, SlabChoice.Verdict decision, int wantedUnits, int chosenUnits) {
        new SlabDecisionEvent(pool, decision.name(), wantedUnits, chosenUnits).commit();
    }
}
