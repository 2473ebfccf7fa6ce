/**
 * The port to what a table is kept in step with: list changes, read, write, delete, normalise. The
 * calendar, the sheet and the feed stand behind it; nothing above knows which. A target is done
 * when it passes {@code TargetContract}.
 */
@NullMarked
package dev.lockstep.target;

import org.jspecify.annotations.NullMarked;
