/**
 * What editors need: the highlighting grammars, derived from the lexer's vocabulary, the machine's operations and the
 * bundled library. Nothing in them is a copy kept by hand: {@link org.shootdown.ide.EditorFiles} writes them, and a
 * test compares what is checked in with what it writes.
 */
package org.shootdown.ide;
