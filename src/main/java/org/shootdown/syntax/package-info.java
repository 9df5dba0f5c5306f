/**
 * Text to an immutable tree with spans. ANTLR is seen here and nowhere else (but for the highlighter generators of
 * {@code ide}, which read the lexer's vocabulary). The parser never fails: it returns a tree and diagnostics.
 */
package org.shootdown.syntax;
