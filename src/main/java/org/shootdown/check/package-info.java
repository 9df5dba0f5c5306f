/**
 * The questions: what must be so in states. What must be so of whole runs (progress, deadlock) the engines decide on
 * the explored graph.
 */
package org.shootdown.check;
