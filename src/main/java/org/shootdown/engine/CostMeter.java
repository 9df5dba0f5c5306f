package org.shootdown.engine;

import java.util.ArrayList;
import java.util.List;
import org.shootdown.ir.CostKind;
import org.shootdown.ir.Instruction;
import org.shootdown.machine.Narrator;

/** Keeps what the transition under way has cost so far. */
final class CostMeter implements Narrator {

    private final List<CostKind> counted = new ArrayList<>();

    /** The price of the transition that has just been made. */
    Price price() {
        return Price.of(counted);
    }

    @Override
    public boolean listens() {
        return false;
    }

    @Override
    public void tell(String column, String text) {
        // Nobody reads it.
    }

    @Override
    public void at(String column, Instruction instruction) {
        // The steps that cost say so themselves.
    }

    @Override
    public void rule(String name) {
        // The machine keeps the rules of an exploration.
    }

    @Override
    public void count(CostKind kind) {
        counted.add(kind);
    }

    @Override
    public int mark() {
        return counted.size();
    }

    @Override
    public void reset(int mark) {
        counted.subList(mark, counted.size()).clear();
    }
}
