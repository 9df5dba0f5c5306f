/** The commands. Exit statuses and options are firm: scripts rely on them. */
package org.shootdown.cli;
