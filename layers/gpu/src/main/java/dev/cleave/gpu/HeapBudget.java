package dev.cleave.gpu;

/**
 * What a memory heap allows this process, and what the process uses of it.
 *
 * @param usageBytes what the process uses, by the driver's account or, where it keeps none, by ours
 * @param budgetBytes what the process may use before others suffer
 */
public record HeapBudget(long usageBytes, long budgetBytes) {
    /** What may still be used: 0 where the budget is passed. */
    public long freeBytes() {
        return Math.max(0, budgetBytes - usageBytes);
    }
}
