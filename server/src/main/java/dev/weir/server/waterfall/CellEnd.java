package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.util.List;
import java.util.Map;

/** How a cell ends. Values are in the order of the step's fields; sources name the place each came from. */
public sealed interface CellEnd {

    /** Every field that was not known before is found. */
    record Completed(Values values, Map<String, Integer> sources) implements CellEnd {
        public Completed {
            sources = Map.copyOf(sources);
        }
    }

    /**
     * Nobody is left to ask.
     *
     * @param kept what was found all the same; it is exported and stays charged
     * @param missing the fields nobody gave, never empty
     */
    record Failed(CellReason reason, Values kept, Map<String, Integer> sources, List<String> missing)
            implements CellEnd {
        public Failed {
            sources = Map.copyOf(sources);
            missing = List.copyOf(missing);
        }
    }

    /** Nobody was asked. */
    record Skipped(SkipReason reason) implements CellEnd {}

    /**
     * A call of this cell, or one it depends on, may have been charged and its answer was lost.
     *
     * @param missing the fields in doubt for the row's later cells, never empty
     * @param places those whose own call is in doubt; empty when the cell only depends on a doubt, and holds nothing
     */
    record InDoubt(Values kept, Map<String, Integer> sources, List<String> missing, List<Integer> places)
            implements CellEnd {
        public InDoubt {
            sources = Map.copyOf(sources);
            missing = List.copyOf(missing);
            places = List.copyOf(places);
        }
    }

    /** The state a cell of this end is stored in. */
    default CellState state() {
        return switch (this) {
            case Completed _ -> CellState.COMPLETED;
            case Failed _ -> CellState.FAILED;
            case Skipped _ -> CellState.SKIPPED;
            case InDoubt _ -> CellState.IN_DOUBT;
        };
    }
}
