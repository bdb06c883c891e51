package dev.weir.acceptance.chaos.judge;

import java.util.List;
import java.util.Map;

/**
 * What customers' tables hold, and what they should.
 *
 * @param stored every row of every table
 * @param results that are logged as stored there
 * @param truth by table and key: what the vendor knows, by column; nothing where the vendor does not say it at once
 */
record DestinationFacts(List<Stored> stored, List<Result> results, Map<Place, Map<String, String>> truth) {

    DestinationFacts {
        stored = List.copyOf(stored);
        results = List.copyOf(results);
        truth = Map.copyOf(truth);
    }

    /** Where there is to be one row. @param key by which it is found again */
    record Place(String table, String key) {
        @Override
        public String toString() {
            return table + " of " + key;
        }
    }

    /** A row. @param by the result that was written last, as the row names it @param columns those that results fill */
    record Stored(Place place, String by, Map<String, String> columns) {
        Stored {
            columns = Map.copyOf(columns);
        }
    }

    /** @param number grows with time @param name as rows name it @param columns that it fills, from its cell */
    record Result(Place place, long number, String name, Map<String, String> columns) {
        Result {
            columns = Map.copyOf(columns);
        }
    }
}
