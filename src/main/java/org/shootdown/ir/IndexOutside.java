package org.shootdown.ir;

/** The run has computed an index that the array does not have: the script says nothing about what happens then. */
public final class IndexOutside extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public IndexOutside(int index, int count) {
        super("computes an index that its family does not have: there are " + count
                + " members, and counted from 0 it wants number " + index);
    }
}
