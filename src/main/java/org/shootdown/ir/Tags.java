package org.shootdown.ir;

import java.util.List;

/**
 * Which address space each CPU has loaded, where that changes in the run, and the tags by which its TLB tells address spaces
 * apart (PCID, ASID). The TLB then keeps one set of entries per tag and address, tag by tag.
 *
 * @param count how many tags there are, from 0 on; 0 where every CPU keeps the address spaces that it has
 * @param tagged whether what is cached is tagged: if not, there is one tag, and a switch leaves nothing
 * @param addresses by page: the number of its address; pages of one name in several address spaces are at the same
 * @param spaces first slot of the address space that is loaded, per CPU: 0 for none, else one more than its index
 * @param current first slot of the tag that is loaded with it, per CPU
 */
public record Tags(int count, boolean tagged, List<Integer> addresses, int spaces, int current) {

    /** How many tags a TLB knows, from 0 on: as many as any question about their reuse needs. */
    public static final int MOST = 8;

    /** Scenarios in which no CPU loads another address space. */
    public static final Tags NONE = new Tags(0, false, List.of(), -1, -1);

    public Tags {
        addresses = List.copyOf(addresses);
    }

    /** Whether CPUs load address spaces in the run. */
    public boolean areOn() {
        return count > 0;
    }

    /** How many addresses there are. */
    public int addressCount() {
        return addresses.stream().mapToInt(a -> a + 1).max().orElse(0);
    }
}
