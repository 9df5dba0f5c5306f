package org.shootdown.sema;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names in scope, inner before outer. */
final class Scope {

    private final Scope outer;
    private final boolean ofThread;
    /** The conditions on cells that can stand here. */
    private final Optional<ConditionChecker> conditions;

    private final Map<String, Symbol> symbols = new LinkedHashMap<>();

    private Scope(Scope outer, boolean ofThread, Optional<ConditionChecker> conditions) {
        this.outer = outer;
        this.ofThread = ofThread;
        this.conditions = conditions;
    }

    static Scope root() {
        return new Scope(null, false, Optional.empty());
    }

    Scope inner() {
        return new Scope(this, false, conditions);
    }

    /** An inner one, in which expressions can be about axes. */
    Scope inner(ConditionChecker axes) {
        return new Scope(this, false, Optional.of(axes));
    }

    Optional<ConditionChecker> conditions() {
        return conditions;
    }

    /** The scope of a thread: where its registers are declared. */
    Scope thread() {
        return new Scope(this, true, conditions);
    }

    /** Declares a register for the whole thread, wherever in it it is first assigned. */
    void declareRegister(Symbol symbol) {
        Scope scope = this;
        while (!scope.ofThread) {
            scope = scope.outer;
        }
        scope.symbols.putIfAbsent(symbol.name(), symbol);
    }

    /** Declares a name; yields the symbol that had it in this very scope, if any. */
    Optional<Symbol> declare(Symbol symbol) {
        return Optional.ofNullable(symbols.putIfAbsent(symbol.name(), symbol));
    }

    Optional<Symbol> find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Symbol symbol = scope.symbols.get(name);
            if (symbol != null) {
                return Optional.of(symbol);
            }
        }
        return Optional.empty();
    }

    /** What a name stands for outside of this very scope. */
    Optional<Symbol> outerOf(String name) {
        return outer == null ? Optional.empty() : outer.find(name);
    }

    Collection<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (Scope scope = this; scope != null; scope = scope.outer) {
            names.addAll(scope.symbols.keySet());
        }
        return names;
    }
}
