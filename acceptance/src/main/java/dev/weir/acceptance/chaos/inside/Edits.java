package dev.weir.acceptance.chaos.inside;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Kinds of edits. Methods go by name, their lambdas with them; all methods of a name are meant. Each fails where nothing
 * is as it says.
 */
final class Edits {

    private static final ClassDesc POINTS = ClassDesc.of(Points.class.getName());
    private static final ClassDesc MISDEEDS = ClassDesc.of(Misdeeds.class.getName());
    private static final ClassDesc DURATION = ClassDesc.of(Duration.class.getName());
    private static final MethodTypeDesc OF_TEXT = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    /** Writes something in the place of a call; its arguments are on the stack. */
    @FunctionalInterface
    interface Instead {
        void write(CodeBuilder code, InvokeInstruction call);
    }

    private Edits() {}

    /** Says, each time the method begins, that the point is reached. */
    static Edit entering(String method, String point) {
        return entering(method, code -> code.loadConstant(point).invokestatic(POINTS, "reached", OF_TEXT));
    }

    /** Says, each time the method returns, that the point is reached; not when it throws. */
    static Edit leaving(String method, String point) {
        return each(
                model -> isItself(model, method),
                "return of " + method,
                element -> element instanceof ReturnInstruction,
                (code, element) -> code.loadConstant(point)
                        .invokestatic(POINTS, "reached", OF_TEXT)
                        .with(element));
    }

    /** Counts, each time the method begins. */
    static Edit counting(String method, String counter) {
        return entering(method, code -> code.loadConstant(counter).invokestatic(POINTS, "count", OF_TEXT));
    }

    /** Counts, each time that call is about to be made there. */
    static Edit countingCalls(String method, String called, String counter) {
        return calls(
                method,
                called,
                (code, call) -> code.loadConstant(counter)
                        .invokestatic(POINTS, "count", OF_TEXT)
                        .with(call));
    }

    /** Counts, each time that method of booleans answers that. */
    static Edit countingAnswers(String method, boolean answer, String counter) {
        return each(
                model -> named(model, method)
                        && model.methodTypeSymbol().returnType().equals(ConstantDescs.CD_boolean),
                "boolean " + method,
                element -> element instanceof ReturnInstruction,
                (code, element) -> {
                    code.dup();
                    Consumer<CodeBuilder> count =
                            then -> then.loadConstant(counter).invokestatic(POINTS, "count", OF_TEXT);
                    if (answer) {
                        code.ifThen(count::accept);
                    } else {
                        code.ifThenElse(_ -> {}, count::accept);
                    }
                    code.with(element);
                });
    }

    /** Counts, each time that a counting loop of the method begins anew. */
    static Edit countingRounds(String method, String counter) {
        return each(
                model -> isItself(model, method),
                "loop in " + method,
                element -> element instanceof IncrementInstruction,
                (code, element) -> code.with(element).loadConstant(counter).invokestatic(POINTS, "count", OF_TEXT));
    }

    private static Edit entering(String method, Consumer<CodeBuilder> what) {
        return bytes -> {
            AtomicInteger found = new AtomicInteger();
            return transformed(
                    bytes,
                    ClassTransform.transformingMethodBodies(
                            model -> isItself(model, method) && found.incrementAndGet() > 0, new CodeTransform() {
                                @Override
                                public void atStart(CodeBuilder code) {
                                    what.accept(code);
                                }

                                @Override
                                public void accept(CodeBuilder code, CodeElement element) {
                                    code.with(element);
                                }
                            }),
                    found,
                    "method " + method);
        };
    }

    /** The method does that and nothing else. */
    static Edit body(String method, Consumer<CodeBuilder> what) {
        return bytes -> {
            AtomicInteger found = new AtomicInteger();
            return transformed(
                    bytes,
                    (type, element) -> {
                        if (element instanceof MethodModel model && isItself(model, method)) {
                            found.incrementAndGet();
                            type.transformMethod(
                                    model,
                                    MethodTransform.dropping(part -> part instanceof java.lang.classfile.CodeModel)
                                            .andThen(MethodTransform.endHandler(to -> to.withCode(what))));
                        } else {
                            type.with(element);
                        }
                    },
                    found,
                    "method " + method);
        };
    }

    /** The method does nothing. */
    static Edit nothing(String method) {
        return body(method, CodeBuilder::return_);
    }

    /** The method answers nothing known: null. */
    static Edit answeringNull(String method) {
        return body(method, code -> code.aconst_null().areturn());
    }

    /** What the method answers goes through one of {@link Misdeeds} first, from text to text. */
    static Edit answerThrough(String method, String misdeed) {
        return each(
                model -> isItself(model, method),
                "return of " + method,
                element -> element instanceof ReturnInstruction,
                (code, element) -> through(code, misdeed).with(element));
    }

    /** What that call answers goes through one of {@link Misdeeds}, from text to text. */
    static Edit callThrough(String method, String called, String misdeed) {
        return calls(method, called, (code, call) -> through(code.with(call), misdeed));
    }

    /** What that call says how long to wait is nothing. */
    static Edit withoutWaiting(String method, String called) {
        return calls(method, called, (code, call) -> code.with(call).pop().getstatic(DURATION, "ZERO", DURATION));
    }

    /** The class's texts that hold those words go through one of {@link Misdeeds} each time they are used. */
    static Edit textThrough(String words, String misdeed) {
        return each(
                _ -> true,
                "text \"" + words + "\"",
                element -> isText(element, words),
                (code, element) -> through(code.with(element), misdeed));
    }

    private static CodeBuilder through(CodeBuilder code, String misdeed) {
        return code.invokestatic(
                MISDEEDS, misdeed, MethodTypeDesc.of(ConstantDescs.CD_String, ConstantDescs.CD_String));
    }

    /** In the place of that call, of a thing with one argument, one of {@link Misdeeds} gets both, and answers. */
    static Edit instead(String method, String called, String misdeed) {
        return calls(
                method,
                called,
                (code, _) -> code.invokestatic(
                        MISDEEDS,
                        misdeed,
                        MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object, ConstantDescs.CD_Object)));
    }

    /** One of {@link Misdeeds} does it, with the thing and the list that the method has. */
    static Edit bodyBy(String method, String misdeed) {
        return body(
                method,
                code -> code.aload(0)
                        .aload(1)
                        .invokestatic(
                                MISDEEDS,
                                misdeed,
                                MethodTypeDesc.of(
                                        ConstantDescs.CD_void, ConstantDescs.CD_Object, ConstantDescs.CD_List))
                        .return_());
    }

    /** Where the method asks how often a batch has crashed, it hears what {@link Misdeeds#suspected} makes of it. */
    static Edit suspecting(String method) {
        return calls(
                method,
                "Lease.crashes",
                (code, call) -> code.with(call)
                        .invokestatic(
                                MISDEEDS, "suspected", MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int)));
    }

    /** Of a flush, which writes {@code entries}: they are told what became of them before that is committed. */
    static Edit telling() {
        return each(
                model -> isItself(model, "write"),
                "return of write",
                element -> element instanceof ReturnInstruction,
                (code, element) -> code.dup()
                        .aload(0)
                        .getfield(
                                ClassDesc.of(Product.name("enrichment.Flush$Attempt")),
                                "entries",
                                ConstantDescs.CD_List)
                        .swap()
                        .invokestatic(
                                MISDEEDS,
                                "tell",
                                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_List, ConstantDescs.CD_List))
                        .with(element));
    }

    /** The method answers that, and does nothing. */
    static Edit answering(String method, boolean answer) {
        return body(method, code -> code.loadConstant(answer ? 1 : 0).ireturn());
    }

    /** That call is not made there; where it had an answer, that is 0, false or null now. */
    static Edit without(String method, String called) {
        return calls(method, called, (code, call) -> {
            drop(code, call);
            TypeKind answer = TypeKind.from(call.typeSymbol().returnType());
            if (answer != TypeKind.VOID) {
                nil(code, answer);
            }
        });
    }

    /** That call is not made there; it answers a number or truth. */
    static Edit without(String method, String called, int answer) {
        return calls(method, called, (code, call) -> {
            drop(code, call);
            code.loadConstant(answer);
        });
    }

    /** That call is made, and what it answers is turned round. */
    static Edit turned(String method, String called) {
        return calls(method, called, (code, call) -> code.with(call).iconst_1().ixor());
    }

    /** That call is made, and what it answers is not heeded: it is this. */
    static Edit unheeded(String method, String called, int answer) {
        return calls(method, called, (code, call) -> code.with(call).pop().loadConstant(answer));
    }

    /** That call is made twice, one after the other; the second answer counts. */
    static Edit twice(String method, String called) {
        return calls(method, called, (code, call) -> {
            int[] kept = keep(code, call);
            load(code, call, kept);
            code.with(call);
            switch (TypeKind.from(call.typeSymbol().returnType()).slotSize()) {
                case 1 -> code.pop();
                case 2 -> code.pop2();
                default -> {}
            }
            load(code, call, kept);
            code.with(call);
        });
    }

    /** Something else is written in the place of that call. */
    static Edit calls(String method, String called, Instead instead) {
        int dot = called.lastIndexOf('.');
        String owner = called.substring(0, dot);
        String name = called.substring(dot + 1);
        return each(
                model -> named(model, method),
                "call of " + called + " in " + method,
                element -> element instanceof InvokeInstruction call
                        && call.name().equalsString(name)
                        && call.owner().asSymbol().displayName().equals(owner),
                (code, element) -> instead.write(code, (InvokeInstruction) element));
    }

    /** Words in the class's texts, SQL above all, are others. */
    static Edit reworded(String from, String to) {
        return each(
                _ -> true,
                "text \"" + from + "\"",
                element -> isText(element, from),
                (code, element) -> code.loadConstant(
                        ((String) ((ConstantInstruction) element).constantValue()).replace(from, to)));
    }

    private static boolean isText(CodeElement element, String words) {
        return element instanceof ConstantInstruction constant
                && constant.constantValue() instanceof String text
                && text.contains(words);
    }

    /** One after the other. */
    static Edit both(Edit first, Edit second) {
        return bytes -> second.apply(first.apply(bytes));
    }

    @FunctionalInterface
    interface Write {
        void write(CodeBuilder code, CodeElement element);
    }

    static Edit each(Predicate<MethodModel> where, String what, Predicate<CodeElement> wanted, Write write) {
        return bytes -> {
            AtomicInteger found = new AtomicInteger();
            return transformed(
                    bytes,
                    ClassTransform.transformingMethodBodies(where, (code, element) -> {
                        if (element instanceof Instruction && wanted.test(element)) {
                            found.incrementAndGet();
                            write.write(code, element);
                        } else {
                            code.with(element);
                        }
                    }),
                    found,
                    what);
        };
    }

    private static byte[] transformed(byte[] bytes, ClassTransform transform, AtomicInteger found, String what) {
        ClassFile file = ClassFile.of();
        ClassModel model = file.parse(bytes);
        byte[] changed = file.transformClass(model, transform);
        if (found.get() == 0) {
            throw new IllegalStateException("there is no " + what);
        }
        return changed;
    }

    private static boolean isItself(MethodModel model, String method) {
        return model.methodName().equalsString(method) && model.code().isPresent();
    }

    private static boolean named(MethodModel model, String method) {
        return model.methodName().equalsString(method)
                || model.methodName().stringValue().startsWith("lambda$" + method + "$");
    }

    /** The types of what a call takes from the stack, first to last. */
    private static List<ClassDesc> taken(InvokeInstruction call) {
        MethodTypeDesc type = call.typeSymbol();
        MethodTypeDesc all = call.opcode() == java.lang.classfile.Opcode.INVOKESTATIC
                ? type
                : type.insertParameterTypes(0, call.owner().asSymbol());
        return all.parameterList();
    }

    static void drop(CodeBuilder code, InvokeInstruction call) {
        for (ClassDesc type : taken(call).reversed()) {
            if (TypeKind.from(type).slotSize() == 2) {
                code.pop2();
            } else {
                code.pop();
            }
        }
    }

    private static int[] keep(CodeBuilder code, InvokeInstruction call) {
        List<ClassDesc> types = taken(call);
        int[] kept = new int[types.size()];
        for (int i = types.size() - 1; i >= 0; i--) {
            TypeKind kind = TypeKind.from(types.get(i));
            kept[i] = code.allocateLocal(kind);
            code.storeLocal(kind, kept[i]);
        }
        return kept;
    }

    private static void load(CodeBuilder code, InvokeInstruction call, int[] kept) {
        List<ClassDesc> types = taken(call);
        for (int i = 0; i < kept.length; i++) {
            code.loadLocal(TypeKind.from(types.get(i)), kept[i]);
        }
    }

    private static void nil(CodeBuilder code, TypeKind kind) {
        switch (kind.asLoadable()) {
            case LONG -> code.lconst_0();
            case DOUBLE -> code.dconst_0();
            case FLOAT -> code.fconst_0();
            case REFERENCE -> code.aconst_null();
            default -> code.iconst_0();
        }
    }
}
