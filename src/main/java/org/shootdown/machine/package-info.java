/**
 * What silicon does: page tables, translation caches, invalidations, IOMMUs, faults; and the meaning of the steps of
 * threads. The rules that differ between architectures are parameters, set by library files with their sources.
 */
package org.shootdown.machine;
