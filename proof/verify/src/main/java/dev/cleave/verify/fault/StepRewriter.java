package dev.cleave.verify.fault;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;

/** Puts a question to {@link Faults} before each step of a class. */
final class StepRewriter {
    private static final ClassDesc FAULTS = ClassDesc.of("dev.cleave.verify.fault.Faults");
    private static final MethodTypeDesc ASK = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
    private static final MethodTypeDesc ASK_NUMBER = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_String);
    private static final MethodTypeDesc TELL_ACCESS = MethodTypeDesc.of(ConstantDescs.CD_void);
    private static final MethodTypeDesc TELL_MAPPED = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long,
            ConstantDescs.CD_long, ConstantDescs.CD_int);
    private static final MethodTypeDesc TELL_UNMAPPED =
            MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_long);

    /** The class of all system calls, and those of its methods that may be refused. */
    private static final String CALLS = "dev/cleave/memory/LinuxCalls";

    private static final Set<String> REFUSED = Set.of("mmap", "mremap", "madvise", "mincore", "mlock", "msync",
            "memfdCreate", "open", "ftruncate", "fallocate", "preadv", "pwritev", "size", "mbind");

    /** Local variables of the parameters of {@code mmap} and {@code munmap}. */
    private static final int SIZE_PARAMETER = 2;

    private static final int FLAGS_PARAMETER = 5;

    /** Whose dynamic call sites make objects. */
    private static final Set<String> MAKERS =
            Set.of("Ljava/lang/invoke/LambdaMetafactory;", "Ljava/lang/invoke/StringConcatFactory;");

    /** How the names begin of classes whose methods are atomic accesses, or locks. */
    private static final Set<String> SHARED = Set.of("java/lang/invoke/VarHandle", "java/util/concurrent/atomic/",
            "java/util/concurrent/locks/");

    /** Methods of the JDK that make objects, by name, in any class of {@code java.}. */
    private static final Set<String> ALLOCATING = Set.of("asSlice", "reinterpret", "ofAddress", "ofArray", "asReadOnly",
            "asByteBuffer", "ofConfined", "ofShared", "of", "copyOf", "copyOfRange", "valueOf", "add", "put",
            "putIfAbsent", "computeIfAbsent", "merge", "addFirst", "addLast", "push", "offer", "clone", "format",
            "formatted", "stream", "toArray", "toList");

    private final ClassFile classFile;

    /**
     * A rewriter.
     *
     * @param loader where classes lie that the rewritten ones name
     */
    StepRewriter(ClassLoader loader) {
        classFile = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
    }

    byte[] rewrite(byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        String name = model.thisClass().asInternalName();
        ClassTransform each = (target, element) -> {
            if (element instanceof MethodModel method && !method.methodName().equalsString("<clinit>")) {
                target.transformMethod(method, MethodTransform.transformingCode(stepsOf(name, method)));
            } else {
                target.with(element);
            }
        };
        return classFile.transformClass(model, each);
    }

    private static CodeTransform stepsOf(String owner, MethodModel method) {
        String name = method.methodName().stringValue();
        if (owner.equals(CALLS)) {
            return REFUSED.contains(name) ? refusable(method, name) : watched(name);
        }
        String place = owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
        return (code, element) -> {
            if (allocates(element)) {
                code.ldc(place).invokestatic(FAULTS, "allocation", ASK);
            } else if (accesses(element)) {
                code.invokestatic(FAULTS, "access", TELL_ACCESS);
            }
            code.with(element);
        };
    }

    private static boolean allocates(CodeElement element) {
        return switch (element) {
            case NewObjectInstruction made -> true;
            case NewPrimitiveArrayInstruction made -> true;
            case NewReferenceArrayInstruction made -> true;
            case NewMultiArrayInstruction made -> true;
            case InvokeDynamicInstruction made -> !made.typeSymbol().parameterList().isEmpty()
                    && MAKERS.contains(made.bootstrapMethod().owner().descriptorString());
            case InvokeInstruction called -> called.owner().asInternalName().startsWith("java/")
                    && ALLOCATING.contains(called.name().stringValue());
            default -> false;
        };
    }

    /** Whether threads meet here: an access by a handle or an object of the JDK's that is atomic, or a lock. */
    private static boolean accesses(CodeElement element) {
        return element instanceof InvokeInstruction called && SHARED.stream()
                .anyMatch(called.owner().asInternalName()::startsWith);
    }

    /** A system call that answers an error number at once where it is to fail. */
    private static CodeTransform refusable(MethodModel method, String name) {
        boolean wide = method.methodTypeSymbol().returnType().equals(ConstantDescs.CD_long);
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                Label made = code.newLabel();
                int number = code.allocateLocal(TypeKind.INT);
                code.ldc(name).invokestatic(FAULTS, "call", ASK_NUMBER).istore(number);
                code.iload(number).ifeq(made).iload(number);
                if (wide) {
                    code.i2l().lreturn();
                } else {
                    code.ireturn();
                }
                code.labelBinding(made);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                if (element instanceof ReturnInstruction && name.equals("mmap")) {
                    code.dup2().lload(SIZE_PARAMETER).iload(FLAGS_PARAMETER).invokestatic(FAULTS, "mapped",
                            TELL_MAPPED);
                }
                code.with(element);
            }
        };
    }

    private static CodeTransform watched(String name) {
        return (code, element) -> {
            if (element instanceof ReturnInstruction && name.equals("munmap")) {
                code.dup().lload(SIZE_PARAMETER).invokestatic(FAULTS, "unmapped", TELL_UNMAPPED);
            }
            code.with(element);
        };
    }
}
