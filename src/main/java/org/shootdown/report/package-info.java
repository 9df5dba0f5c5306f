/** Results as people and programs read them: matrices, timelines, JSON. */
package org.shootdown.report;
