/** The rules of the house, as tests. */
package org.glissade.checks;
