/**
 * C back ends: checked scenarios to test programs. Decisions are made in Java and kept in records; all C text stands in
 * the StringTemplate groups under {@code emit/}.
 */
package org.shootdown.emit;
