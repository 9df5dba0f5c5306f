/**
 * What runs: per thread a flat list of guarded atomic steps over a flat state of integers, and the hardware around
 * it. Engines and the machine see scripts only in this form; spans lead back to the source.
 */
package org.shootdown.ir;
