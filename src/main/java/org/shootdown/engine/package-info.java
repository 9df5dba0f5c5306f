/** Explores what a program can do and answers its questions, with the shortest trace where the answer is no. */
package org.shootdown.engine;
