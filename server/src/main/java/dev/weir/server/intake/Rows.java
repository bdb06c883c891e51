package dev.weir.server.intake;

import dev.weir.provider.Values;
import dev.weir.server.jobs.NewRow;
import dev.weir.server.jobs.NewRows;
import dev.weir.server.jobs.ValuesJson;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of an order, which are gone through three times: counted, quoted and stored. */
public interface Rows {

    /** All of them from the first on; whoever reads closes. */
    Reading read();

    /** Where a row stands in what was sent, as a JSON Pointer or in words. @param index from 0 */
    String place(long index);

    /** The same rows as {@link #read} gives, as they are to be stored; whoever reads closes. */
    default Storing store() {
        Reading reading = read();
        return new Storing() {
            @Override
            public boolean hasNext() {
                return reading.hasNext();
            }

            @Override
            public NewRow next() {
                Given row = reading.next();
                return new NewRow(ValuesJson.write(row.values()), null).of(row.companyId());
            }

            @Override
            public void close() {
                reading.close();
            }
        };
    }

    /** A row; what it says is read when it is asked for. */
    @FunctionalInterface
    interface Given {

        Values values();

        /** The company of the workspace that it is about; null where it belongs to its job alone. */
        default @Nullable Long companyId() {
            return null;
        }
    }

    /** A row that has been read. */
    record Known(Values values, @Nullable Long companyId) implements Given {}

    /** Rows being read. */
    interface Reading extends Iterator<Given>, AutoCloseable {

        @Override
        void close();
    }

    /** Rows being stored. */
    interface Storing extends NewRows, AutoCloseable {

        @Override
        void close();
    }

    /** Rows at hand. @param pointer to their array, such as {@code /records} */
    static Rows of(List<Values> rows, String pointer) {
        return ofKnown(rows.stream().map(values -> new Known(values, null)).toList(), pointer);
    }

    /** Rows at hand. @param pointer to their array, such as {@code /records} */
    static Rows ofKnown(List<Known> rows, String pointer) {
        return new Rows() {
            @Override
            public Reading read() {
                Iterator<Known> each = rows.iterator();
                return new Reading() {
                    @Override
                    public boolean hasNext() {
                        return each.hasNext();
                    }

                    @Override
                    public Given next() {
                        return each.next();
                    }

                    @Override
                    public void close() {
                        // Nothing is open.
                    }
                };
            }

            @Override
            public String place(long index) {
                return pointer + "/" + index;
            }
        };
    }
}
