/**
 * Names, types, the library and the matrix: what a script means, apart from how it runs. Everything that can be said
 * about a script without running it is said here, with a place and a way out.
 */
package org.shootdown.sema;
