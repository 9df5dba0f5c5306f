/**
 * I/O page tables in memory: sparse tables whose words are those of {@code machine.format}, changed as Linux' driver
 * for each format changes them. A driver is a class; a kernel's era, where it matters, a row of {@link Driver}. What a
 * driver flushes, allocates and frees is recorded in order ({@link Event}). Where the kernel's code would read data as
 * a table the outcome says so ({@link Outcome.Undefined}); nothing is made up.
 *
 * <p>The functions that are named are those of drivers/iommu in Linux 6.12 and 6.18, whose behaviour is stated here in
 * our own words and code.
 */
package org.shootdown.machine.iopgtable;
