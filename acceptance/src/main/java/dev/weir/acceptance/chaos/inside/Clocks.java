package dev.weir.acceptance.chaos.inside;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A wall clock that is wrong by a fixed time: {@code System.currentTimeMillis} wherever it is called, and what
 * {@code java.time} makes of the machine's clock. Monotonic time is as it was.
 */
public final class Clocks {

    private static final String MILLIS = "currentTimeMillis";
    private static final byte[] MILLIS_BYTES = MILLIS.getBytes(StandardCharsets.UTF_8);
    private static final byte[] INSTANT_BYTES = "currentInstant".getBytes(StandardCharsets.UTF_8);
    private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
    private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");
    private static final ClassDesc CLOCK = ClassDesc.of("java.time.Clock");

    // Those of the JDK that agents find loaded, or that are asked first of all.
    private static final List<String> LOADED = List.of(
            "java.time.Clock",
            "java.time.Clock$SystemClock",
            "java.util.Date",
            "java.util.Calendar",
            "java.util.GregorianCalendar");

    private static volatile long ahead;

    private Clocks() {}

    /** This process's time, right or wrong; classes of this package are not changed themselves. */
    public static long millis() {
        return System.currentTimeMillis() + ahead;
    }

    /** What makes a class's clock wrong; the same array for a class that asks for no time. */
    static Edit shifted(Duration by) {
        long millis = by.toMillis();
        ahead = millis;
        return bytes -> contains(bytes, MILLIS_BYTES) || contains(bytes, INSTANT_BYTES) ? shift(bytes, millis) : bytes;
    }

    private static byte[] shift(byte[] bytes, long millis) {
        ClassFile file = ClassFile.of();
        ClassModel model = file.parse(bytes);
        boolean isClock = model.thisClass().asSymbol().equals(CLOCK);
        byte[] shifted = file.transformClass(
                model,
                ClassTransform.transformingMethodBodies(
                        method -> !isClock || !isSource(method), (code, part) -> shift(code, part, millis)));
        return isClock
                ? file.transformClass(
                        file.parse(shifted),
                        ClassTransform.transformingMethodBodies(
                                Clocks::isSource, (code, part) -> shiftSource(code, part, millis)))
                : shifted;
    }

    private static boolean isSource(MethodModel method) {
        return method.methodName().equalsString("currentInstant");
    }

    /** It asks for whole seconds to count from, too, which stay as they are. */
    private static void shiftSource(CodeBuilder code, CodeElement part, long millis) {
        if (part instanceof ReturnInstruction) {
            code.loadConstant(millis)
                    .invokevirtual(INSTANT, "plusMillis", MethodTypeDesc.of(INSTANT, ConstantDescs.CD_long));
        }
        code.with(part);
    }

    private static void shift(CodeBuilder code, CodeElement part, long millis) {
        if (part instanceof InvokeInstruction call && asksMillis(call)) {
            code.with(part).loadConstant(millis).ladd();
        } else if (part instanceof InvokeDynamicInstruction dynamic
                && dynamic.bootstrapArgs().stream().anyMatch(Clocks::isMillis)) {
            code.invokedynamic(DynamicCallSiteDesc.of(
                    dynamic.bootstrapMethod(),
                    dynamic.name().stringValue(),
                    dynamic.typeSymbol(),
                    dynamic.bootstrapArgs().stream()
                            .map(argument -> isMillis(argument) ? wrongMillis() : argument)
                            .toArray(ConstantDesc[]::new)));
        } else {
            code.with(part);
        }
    }

    private static boolean asksMillis(InvokeInstruction call) {
        return call.name().equalsString(MILLIS) && call.owner().asSymbol().equals(SYSTEM);
    }

    private static boolean isMillis(ConstantDesc argument) {
        return argument instanceof DirectMethodHandleDesc handle
                && handle.owner().equals(SYSTEM)
                && handle.methodName().equals(MILLIS);
    }

    private static ConstantDesc wrongMillis() {
        return MethodHandleDesc.ofMethod(
                DirectMethodHandleDesc.Kind.STATIC,
                ClassDesc.of(Clocks.class.getName()),
                "millis",
                MethodTypeDesc.of(ConstantDescs.CD_long));
    }

    /** Changes the classes that were there before the agent. */
    static void shiftLoaded(Instrumentation jvm) throws UnmodifiableClassException {
        for (String name : LOADED) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("this JDK has no " + name, e);
            }
        }
        jvm.retransformClasses(Arrays.stream(jvm.getAllLoadedClasses())
                .filter(type -> Set.copyOf(LOADED).contains(type.getName()))
                .toArray(Class<?>[]::new));
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        for (int from = 0; from <= bytes.length - wanted.length; from++) {
            int same = 0;
            while (same < wanted.length && bytes[from + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
