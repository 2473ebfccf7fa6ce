/**
 * What a batchUpdate can do. {@link dev.lockstep.sandbox.sheets.batch.BatchRequests} is the door:
 * it reads the requests in their order, hands each to its kind on a draft, and gives every refusal
 * its {@code Invalid requests[N].kind:}. Nothing of a draft is seen by others unless all of it
 * worked.
 *
 * <p>To add kinds: write a class for a family of them (all that sorts, all that protects ...) that
 * implements {@link dev.lockstep.sandbox.sheets.batch.Family} and name it in {@link
 * dev.lockstep.sandbox.sheets.batch.Families}. A kind gets its body as the table of messages says
 * it (known names only, in order, without defaults: {@code path("sheetId").asInt()} is right where
 * a 0 was sent) and throws {@code GoogleError.invalid(text)} with the text behind the colon. Field
 * masks: {@link dev.lockstep.sandbox.sheets.wire.UpdateMask}; ranges: {@link
 * dev.lockstep.sandbox.sheets.grid.GridRange#on}. JSON that is stored is replaced, never changed.
 */
@NullMarked
package dev.lockstep.sandbox.sheets.batch;

import org.jspecify.annotations.NullMarked;
