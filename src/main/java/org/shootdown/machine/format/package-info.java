/**
 * The bits of page-table entries: for every format its levels, the kinds of entries that each level can hold, and the
 * named fields of each, with the names that the kernel's headers give them. A table of fields decodes an entry and
 * builds one; nothing here walks, caches or changes anything. A new format is a class and a line in {@link Formats}.
 */
package org.shootdown.machine.format;
