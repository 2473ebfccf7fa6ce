package dev.lockstep.target;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One look at everything that a partition's target shows, as if nobody changed it any more: what
 * only counts once it has been the same for a while counts at once.
 */
public interface Preview {

  /**
   * One page of what a listing of everything would bring.
   *
   * @param pageToken null for the first page, then what the last page gave
   */
  Page page(@Nullable String pageToken);

  /** The records with these ids; an id that the target does not know is missing. */
  Map<String, Remote> read(Collection<String> remoteIds);

  /** What keeps records there from being read; known once the first page was. */
  List<Problem> problems();
}
