/** What holds for all routes of ours, and how routes of a user are taken up. */
@NullMarked
package dev.lockstep.routes;

import org.jspecify.annotations.NullMarked;
