/**
 * The messages of Sheets v4 as Google defines them: what a request may hold, how an answer is
 * ordered, and how a field mask changes a message. One table, {@code sandbox/sheets/messages.txt}.
 */
@NullMarked
package dev.lockstep.sandbox.sheets.wire;

import org.jspecify.annotations.NullMarked;
