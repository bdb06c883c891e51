package dev.weir.server.waterfall;

import java.util.List;

/** What a cell should do next. */
public sealed interface Decision {

    /**
     * Ask that place, or feed back why not.
     *
     * @param place its index in the step's places
     * @param wanted what is still missing and the operation gives, in the step's order; never empty
     */
    record Ask(int place, List<String> wanted) implements Decision {
        public Ask {
            wanted = List.copyOf(wanted);
        }
    }

    /** Nobody is to be asked any more. */
    record Stop(CellEnd end) implements Decision {}
}
