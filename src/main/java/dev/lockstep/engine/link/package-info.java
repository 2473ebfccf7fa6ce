/**
 * The mappings: links of source keys to remote ids as the database keeps them. {@link
 * dev.lockstep.engine.link.Mappings} finds and saves them one by one; the others look at many:
 * {@link dev.lockstep.engine.link.Linked} at what is linked in a partition, {@link
 * dev.lockstep.engine.link.Listings} at what a full listing has not shown, {@link
 * dev.lockstep.engine.link.Identities} at whose they are.
 */
@NullMarked
package dev.lockstep.engine.link;

import org.jspecify.annotations.NullMarked;
