package dev.cleave.verify;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.constant.ClassDesc;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a module shows to others, a line each: its exported classes with what they extend, and under
 * each its members that a program can name. Read off the class files; nothing is loaded.
 */
final class ApiListing {
    private final ModuleReader classes;

    private ApiListing(ModuleReader classes) {
        this.classes = classes;
    }

    static String of(ModuleReference module) {
        List<String> exported = module.descriptor().exports().stream().filter(each -> !each.isQualified())
                .map(each -> each.source().replace('.', '/')).toList();
        try (ModuleReader reader = module.open(); Stream<String> names = reader.list()) {
            ApiListing listing = new ApiListing(reader);
            return names.filter(each -> each.endsWith(".class") && each.contains("/")
                    && exported.contains(each.substring(0, each.lastIndexOf('/'))))
                    .sorted()
                    .map(each -> listing.read(each).orElseThrow())
                    .filter(ApiListing::isShown)
                    .map(listing::lines)
                    .collect(joining());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String lines(ClassModel shown) {
        Set<String> members = new TreeSet<>();
        addMembers(shown, members);
        StringBuilder lines = new StringBuilder(flags(ownFlags(shown))).append(kind(shown))
                .append(name(shown.thisClass().asSymbol()));
        shown.findAttribute(Attributes.signature()).ifPresentOrElse(
                generic -> lines.append(" : ").append(generic.signature().stringValue()),
                () -> lines.append(" : ").append(parents(shown)));
        lines.append('\n');
        members.forEach(each -> lines.append("    ").append(each).append('\n'));
        return lines.append('\n').toString();
    }

    /** Members of its own, and of the classes above it that are not shown themselves. */
    private void addMembers(ClassModel from, Set<String> members) {
        for (FieldModel each : from.fields()) {
            if (isShown(each.flags())) {
                members.add(field(each));
            }
        }
        for (MethodModel each : from.methods()) {
            if (isShown(each.flags()) && !each.flags().has(AccessFlag.BRIDGE)) {
                members.add(method(each));
            }
        }
        from.superclass().flatMap(above -> read(above.asInternalName() + ".class"))
                .filter(above -> !isShown(above))
                .ifPresent(above -> addMembers(above, members));
    }

    private static String field(FieldModel field) {
        String constant = field.findAttribute(Attributes.constantValue())
                .map(value -> " = " + value.constant().constantValue()).orElse("");
        return flags(field.flags().flags()) + name(field.fieldTypeSymbol()) + " " + field.fieldName().stringValue()
                + constant + field.findAttribute(Attributes.signature())
                        .map(generic -> "    " + generic.signature().stringValue()).orElse("");
    }

    private static String method(MethodModel method) {
        String thrown = method.findAttribute(Attributes.exceptions())
                .map(each -> " throws " + names(each.exceptions())).orElse("");
        return flags(method.flags().flags()) + name(method.methodTypeSymbol().returnType()) + " "
                + method.methodName().stringValue()
                + method.methodTypeSymbol().parameterList().stream().map(ApiListing::name)
                        .collect(joining(", ", "(", ")"))
                + thrown + method.findAttribute(Attributes.signature())
                        .map(generic -> "    " + generic.signature().stringValue()).orElse("");
    }

    /** A class is shown where it, and those that it lies in, are public or protected. */
    private static boolean isShown(ClassModel model) {
        if (!isShown(model.flags())) {
            return false;
        }
        String inner = model.thisClass().asInternalName();
        for (Optional<InnerClassInfo> nest = nesting(model, inner); nest.isPresent(); nest = nesting(model, inner)) {
            Set<AccessFlag> flags = nest.get().flags();
            if (!flags.contains(AccessFlag.PUBLIC) && !flags.contains(AccessFlag.PROTECTED)
                    || nest.get().outerClass().isEmpty()) {
                return false;
            }
            inner = nest.get().outerClass().get().asInternalName();
        }
        return true;
    }

    private static boolean isShown(AccessFlags flags) {
        return (flags.has(AccessFlag.PUBLIC) || flags.has(AccessFlag.PROTECTED)) && !flags.has(AccessFlag.SYNTHETIC);
    }

    private static Optional<InnerClassInfo> nesting(ClassModel model, String inner) {
        return model.findAttribute(Attributes.innerClasses()).stream().flatMap(each -> each.classes().stream())
                .filter(each -> each.innerClass().asInternalName().equals(inner)).findFirst();
    }

    /** Those that the source has: of a nested class they lie in the list of inner classes. */
    private static Set<AccessFlag> ownFlags(ClassModel model) {
        return nesting(model, model.thisClass().asInternalName()).map(InnerClassInfo::flags)
                .orElse(model.flags().flags());
    }

    private static String flags(Set<AccessFlag> flags) {
        List<String> words = new ArrayList<>();
        for (AccessFlag each : List.of(AccessFlag.PUBLIC, AccessFlag.PROTECTED, AccessFlag.ABSTRACT, AccessFlag.STATIC,
                AccessFlag.FINAL)) {
            if (flags.contains(each)) {
                words.add(each.name().toLowerCase(Locale.ROOT));
            }
        }
        return String.join(" ", words) + " ";
    }

    private static String kind(ClassModel model) {
        if (model.flags().has(AccessFlag.ANNOTATION)) {
            return "@interface ";
        }
        if (model.flags().has(AccessFlag.INTERFACE)) {
            return "interface ";
        }
        if (model.flags().has(AccessFlag.ENUM)) {
            return "enum ";
        }
        return model.findAttribute(Attributes.record()).isPresent() ? "record " : "class ";
    }

    private static String parents(ClassModel model) {
        List<ClassEntry> parents = new ArrayList<>(model.superclass().stream().toList());
        parents.addAll(model.interfaces());
        return names(parents);
    }

    private static String names(List<ClassEntry> classes) {
        return classes.stream().map(each -> name(each.asSymbol())).collect(joining(", "));
    }

    private static String name(ClassDesc type) {
        if (type.isArray()) {
            return name(type.componentType()) + "[]";
        }
        return type.packageName().isEmpty() ? type.displayName() : type.packageName() + "." + type.displayName();
    }

    private Optional<ClassModel> read(String file) {
        try {
            Optional<InputStream> found = classes.open(file);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (InputStream bytes = found.get()) {
                return Optional.of(ClassFile.of().parse(bytes.readAllBytes()));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
