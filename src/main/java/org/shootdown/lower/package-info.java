/**
 * From a checked scenario and a cell of its matrix to the program that runs: binds the library, inlines procedures,
 * lays out the state.
 */
package org.shootdown.lower;
