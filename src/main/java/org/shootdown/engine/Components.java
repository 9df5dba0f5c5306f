package org.shootdown.engine;

import java.util.Arrays;

/**
 * The strongly connected components of a graph, some of its edges left out (Tarjan, without recursion). What a component
 * leads to has smaller numbers than it.
 */
final class Components {

    /** Which edges count. */
    @FunctionalInterface
    interface Edges {
        boolean test(int state, int edge);
    }

    private final Graph graph;
    private final Edges edges;
    private final int[] component;
    private int count;

    Components(Graph graph, Edges edges) {
        this.graph = graph;
        this.edges = edges;
        this.component = new int[graph.states()];
        Arrays.fill(component, -1);
        find();
    }

    /** The number of each state's component. */
    int[] byState() {
        return component;
    }

    int count() {
        return count;
    }

    private void find() {
        int n = graph.states();
        int[] index = new int[n];
        int[] low = new int[n];
        int[] edge = new int[n];
        boolean[] onStack = new boolean[n];
        IntStack stack = new IntStack();
        IntStack calls = new IntStack();
        int counter = 0;
        for (int root = 0; root < n; root++) {
            if (index[root] != 0) {
                continue;
            }
            calls.push(root);
            while (!calls.isEmpty()) {
                int state = calls.peek();
                if (index[state] == 0) {
                    index[state] = low[state] = ++counter;
                    stack.push(state);
                    onStack[state] = true;
                    edge[state] = graph.first(state);
                }
                int next = -1;
                while (next < 0 && edge[state] < graph.end(state)) {
                    int e = edge[state]++;
                    int target = graph.target(e);
                    if (!edges.test(state, e)) {
                        continue;
                    }
                    if (index[target] == 0) {
                        next = target;
                    } else if (onStack[target]) {
                        low[state] = Math.min(low[state], index[target]);
                    }
                }
                if (next >= 0) {
                    calls.push(next);
                    continue;
                }
                calls.pop();
                if (!calls.isEmpty()) {
                    low[calls.peek()] = Math.min(low[calls.peek()], low[state]);
                }
                if (low[state] == index[state]) {
                    int member;
                    do {
                        member = stack.pop();
                        onStack[member] = false;
                        component[member] = count;
                    } while (member != state);
                    count++;
                }
            }
        }
    }

    /** A stack of ints. */
    private static final class IntStack {
        private int[] values = new int[256];
        private int size;

        void push(int value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
            }
            values[size++] = value;
        }

        int pop() {
            return values[--size];
        }

        int peek() {
            return values[size - 1];
        }

        boolean isEmpty() {
            return size == 0;
        }
    }
}
