/**
 * How a tab looks: the requests that a template asks for, once and on change. Pure; sends nothing.
 */
@NullMarked
package dev.lockstep.target.sheet.layout;

import org.jspecify.annotations.NullMarked;
