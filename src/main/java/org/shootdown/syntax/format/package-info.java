/**
 * The formatter: one style for scripts. A {@link org.shootdown.syntax.format.ScriptPrinter} walks the tree and asks
 * {@link org.shootdown.syntax.format.Words} for each word, who knows how it was spelled and which comments stand around
 * it; the resulting {@link org.shootdown.syntax.format.Doc} is broken into lines by a
 * {@link org.shootdown.syntax.format.Layout}, and {@link org.shootdown.syntax.format.Columns} aligns what stands below
 * each other.
 */
package org.shootdown.syntax.format;
