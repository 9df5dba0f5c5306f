package org.shootdown.engine;

import java.util.List;

/**
 * A run without end: to the first state of a loop, and around it.
 *
 * @param loop the states of the loop in order; behind the last comes the first again
 */
record Lasso(List<Integer> loop) {

    Lasso {
        loop = List.copyOf(loop);
    }
}
