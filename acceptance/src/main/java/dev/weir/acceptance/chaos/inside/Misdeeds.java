package dev.weir.acceptance.chaos.inside;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What some bugs do in the place of what the product would; called by woven code alone. By reflection: it knows no product. */
public final class Misdeeds {

    // Long beside a commit, short beside a run: whoever is killed in between shows it.
    private static final long LATER_MILLIS = 1_000;
    private static final String NOW = "weir.now()";
    private static final int TO_HALVE_FOR_EVER = 30;

    private static final AtomicLong NUMBERS = new AtomicLong(System.nanoTime());

    private Misdeeds() {}

    /** Another word each time. */
    public static String another(String word) {
        return word + "~" + Long.toHexString(NUMBERS.incrementAndGet());
    }

    /** The same statement by this machine's clock. */
    public static String byNodeClock(String sql) {
        return sql.replace(NOW, "to_timestamp(" + Clocks.millis() + " / 1000.0)");
    }

    /** As if a batch that has crashed once had crashed very often. */
    public static int suspected(int crashes) {
        return crashes == 0 ? 0 : TO_HALVE_FOR_EVER;
    }

    /** Tells the entries of a flush what became of them; the commit comes after. */
    public static void tell(List<?> entries, List<?> outcomes) {
        for (int i = 0; i < entries.size(); i++) {
            complete((CompletableFuture<?>) field(entries.get(i), "written"), outcomes.get(i));
        }
    }

    @SuppressWarnings("unchecked")
    private static void complete(CompletableFuture<?> future, Object outcome) {
        ((CompletableFuture<Object>) future).complete(outcome);
    }

    /** Has that asked in a while, and says at once that it was not there before. */
    public static Object keepLater(Object gathered, Object question) {
        askLater(gathered, question);
        return Boolean.FALSE;
    }

    /** Has that asked in a while, and says at once that nothing was refused. */
    public static Object takeLater(Object gathered, Object word) {
        askLater(gathered, word);
        try {
            Class<?> result = Class.forName(word.getClass().getName().replace("$Word", "$Result"));
            Constructor<?> constructor = result.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return constructor.newInstance(List.of(), null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void askLater(Object gathered, Object question) {
        later(() -> call(gathered, "ask", question));
    }

    /** Notes results in a transaction of its own, in a while. */
    public static void noteLater(Object outbox, List<?> ended) {
        Object transactions = field(outbox, "transactions");
        Object results = field(outbox, "results");
        List<?> kept = List.copyOf(ended);
        Set<Object> workspaces = new HashSet<>();
        kept.forEach(one -> workspaces.add(call(one, "workspaceId")));
        later(() -> {
            Supplier<Object> insert = () -> {
                call(results, "insert", kept);
                return "";
            };
            try {
                Method in = transactions.getClass().getMethod("in", Collection.class, Supplier.class);
                in.invoke(transactions, workspaces, insert);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void later(Runnable what) {
        Thread.ofPlatform().daemon().name("chaos-misdeed").start(() -> {
            try {
                Thread.sleep(LATER_MILLIS);
                what.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static Object field(Object of, String name) {
        try {
            Field field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object call(Object of, String name, Object... arguments) {
        for (Method method : of.getClass().getDeclaredMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                try {
                    method.setAccessible(true);
                    return method.invoke(of, arguments);
                } catch (InvocationTargetException e) {
                    throw new IllegalStateException(e.getCause());
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        throw new IllegalStateException(of.getClass() + " has no " + name);
    }
}
