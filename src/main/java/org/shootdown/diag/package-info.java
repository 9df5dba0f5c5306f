/**
 * Source text, spans and diagnostics as data. Everything a user is told about a script is a
 * {@link org.shootdown.diag.Diagnostic}; renderers turn it into text. This layer knows no other.
 */
package org.shootdown.diag;
