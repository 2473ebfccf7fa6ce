/** The mappings: links of source keys to remote ids as the database keeps them. */
@NullMarked
package dev.lockstep.engine.link;

import org.jspecify.annotations.NullMarked;
