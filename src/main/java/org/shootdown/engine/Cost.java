package org.shootdown.engine;

import java.util.OptionalLong;

/**
 * How much of one kind runs cost, until all threads of the script have ended.
 *
 * @param kind its name, such as {@code iotlb}; see {@link org.shootdown.ir.CostKind}
 * @param least what the cheapest run costs
 * @param most what the dearest run costs; absent if there is none, because something that costs can come round for ever
 */
public record Cost(String kind, long least, OptionalLong most) {

    /** {@code 2}, {@code 2..4} or {@code 2 or more}. */
    public String text() {
        if (most.isEmpty()) {
            return least + " or more";
        }
        return most.getAsLong() == least ? String.valueOf(least) : least + ".." + most.getAsLong();
    }
}
