package org.shootdown.syntax;

import org.shootdown.diag.Span;

/** Where a claim comes from: file and function, commit, manual section or thread. */
public record Citation(String text, Span span) {}
