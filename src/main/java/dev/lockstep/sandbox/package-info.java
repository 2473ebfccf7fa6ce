/**
 * A local server that speaks the used part of Google's APIs: OAuth, Calendar v3, Sheets v4, a part
 * of Drive v3 and their push notifications, with the faults, quotas and oddities of the original.
 * It imports nothing of ours. {@link dev.lockstep.sandbox.Sandbox} is the door; the packages below
 * are its private business.
 */
@NullMarked
package dev.lockstep.sandbox;

import org.jspecify.annotations.NullMarked;
