/** Tests of the command. */
package org.glissade.cli;
