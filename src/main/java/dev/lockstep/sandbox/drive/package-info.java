/**
 * The part of Drive v3 that spreadsheets and their notifications need: files, who may see and
 * change them, what changed. What is in a file is the business of {@link
 * dev.lockstep.sandbox.drive.Documents}.
 */
@NullMarked
package dev.lockstep.sandbox.drive;

import org.jspecify.annotations.NullMarked;
