package dev.cleave.verify;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The laws of the house, read off the compiled classes of every module above this one. */
@DisplayName("The house")
class ArchitectureTest {
    private static final String ROOT = "dev.cleave";

    /**
     * Lowest first. A package knows itself and those before it; those of issues not taken up yet
     * have their place.
     */
    private static final List<String> ORDER =
            List.of("histories", "format", "daemon", "sketch", "handle", "buddy", "record", "memory", "arena", "heap",
                    "contiguity", "plan",
                    "tiers", "far", "objects", "cache", "gpu", "guard", "netty", "arrow", "metrics", "jcache",
                    "workshop", "lab", "page", "cli", "fleet",
                    "verify",
                    "benchmarks");

    private static final String[] CORE =
            {"dev.cleave.format..", "dev.cleave.daemon..", "dev.cleave.sketch..",
                "dev.cleave.handle..", "dev.cleave.buddy..", "dev.cleave.record..", "dev.cleave.memory..",
                "dev.cleave.arena..", "dev.cleave.heap.."};

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);

    @Test
    @DisplayName("is seen whole: core, layers, adapters, lab and command line are among the classes looked at")
    void everyModuleIsLookedAt() {
        assertThat(HOUSE.stream().map(ArchitectureTest::storey).distinct())
                .contains("buddy", "contiguity", "plan", "tiers", "far", "objects", "cache", "gpu", "guard", "netty",
                        "arrow",
                        "metrics", "jcache",
                        "lab", "cli", "fleet");
    }

    @Test
    @DisplayName("has storeys, and each knows only those below it")
    void dependenciesPointDownward() {
        classes().should(knowOnlyStoreysBelow()).check(HOUSE);
    }

    @Test
    @DisplayName("has no cycle between packages")
    void packagesFormNoCycle() {
        slices().matching("dev.cleave.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    /** A number here may become smaller. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"handle, 2", "buddy, 2", "record, 1", "memory, 7", "arena, 3", "heap, 3", "contiguity, 3", "plan, 3",
        "tiers, 3", "tiers.policy, 3", "tiers.durable, 3", "far, 3", "objects, 3", "cache, 3", "gpu, 3",
        "gpu.vulkan, 3",
        "gpu.opencl, 3",
        "gpu.cuda, 3",
        "gpu.dump, 3", "gpu.occupancy, 3", "gpu.shared, 3",
        "gpu.tensor, 3", "gpu.fused, 3", "gpu.densenet, 3", "guard, 3", "guard.enclave, 3",
        "netty, 3", "arrow, 1", "metrics, 1", "jcache, 1", "page, 3"})
    @DisplayName("has no larger knot of classes in a package of the core, of a layer or of an adapter")
    void classesFormNoLargeKnots(String name, int most) {
        SortedSet<String> largest = new Knots(HOUSE, ROOT + "." + name).largest();
        assertThat(largest).as("classes of %s each of which knows all the others, be it by way of a third", name)
                .hasSizeLessThanOrEqualTo(most);
    }

    @Test
    @DisplayName("has a few knots, and they are seen: who builds something and what is built, by way of nested classes too")
    void knotsAreSeen() {
        Knots heap = new Knots(HOUSE, ROOT + ".heap");
        assertThat(heap.around("Heap")).containsExactly("Heap", "HeapBuilder", "HeapParts");
        assertThat(heap.around("SizeClasses")).as("knows no other").containsExactly("SizeClasses");
        assertThat(heap.around("Slab")).contains("Shelf");
    }

    @Test
    @DisplayName("has a core that stands on java.base and jdk.jfr alone")
    void coreNeedsTheJdkAlone() {
        DescribedPredicate<JavaClass> allowed = describe("core, java.base or jdk.jfr", target -> target.isPrimitive()
                || resideInAnyPackage(CORE).test(target.getBaseComponentType())
                || packagesOf("java.base", "jdk.jfr").contains(target.getBaseComponentType().getPackageName())
                || target.getBaseComponentType().isPrimitive()
                || resideInAPackage("org.jspecify.annotations").test(target));
        classes().that().resideInAnyPackage(CORE).should().onlyDependOnClassesThat(allowed).check(HOUSE);
    }

    @Test
    @DisplayName("declares the same in its module descriptors")
    void moduleDescriptorsKeepTheOrder() {
        List<ModuleDescriptor> modules = modules();
        assertThat(modules).extracting(ModuleDescriptor::name)
                .contains("dev.cleave.core", "dev.cleave.contiguity", "dev.cleave.metrics", "dev.cleave.lab",
                        "dev.cleave.cli");
        for (ModuleDescriptor module : modules) {
            Set<String> required = new HashSet<>();
            module.requires().stream()
                    .filter(each -> !each.modifiers().contains(Requires.Modifier.STATIC))
                    .forEach(each -> required.add(each.name()));
            if (module.name().equals("dev.cleave.core")) {
                assertThat(required).containsExactlyInAnyOrder("java.base", "jdk.jfr");
            }
            assertThat(required.stream().filter(each -> each.startsWith(ROOT)))
                    .as("modules that %s requires", module.name())
                    .allMatch(each -> rank(each) < rank(module.name()), "is a module below it");
        }
    }

    @Test
    @DisplayName("touches the buddy space's metadata atomically in two places: Metadata, and OrderMap, by what implements them")
    void onlyMetadataTouchesAtomics() {
        DescribedPredicate<JavaClass> atomics = describe("atomics, fences and locks", target -> target
                .isAssignableTo("java.lang.invoke.VarHandle")
                || resideInAnyPackage("java.util.concurrent.atomic", "java.util.concurrent.locks").test(target)
                || target.getSimpleName().equals("Unsafe"));
        noClasses().that(areInBuddyButNot(
                "Metadata", "ArrayMetadata", "SegmentMetadata", "ArrayOrderMap", "SegmentOrderMap", "Stacks"))
                .should().dependOnClassesThat(atomics).check(HOUSE);
        classes().that().haveFullyQualifiedName("dev.cleave.buddy.ArrayMetadata")
                .should().dependOnClassesThat(atomics).check(HOUSE);
    }

    @Test
    @DisplayName("never locks in the buddy space")
    void buddyHoldsNoMonitor() {
        methods().that().areDeclaredInClassesThat().resideInAPackage("dev.cleave.buddy..")
                .should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(HOUSE);
    }

    @Test
    @DisplayName("keeps the buddy space to offsets: memory is known only where a caller hands its metadata in, the"
            + " system only where it is asked for a barrier")
    void buddyKnowsNoMemory() {
        noClasses()
                .that(areInBuddyButNot("SegmentMetadata", "SegmentOrderMap", "BuddySpaceBuilder",
                        "LinuxProcessBarrier"))
                .should().dependOnClassesThat().resideInAPackage("java.lang.foreign..").check(HOUSE);
    }

    @Test
    @DisplayName("names things for what they are")
    void nothingIsAUtility() {
        noClasses().should().haveNameMatching(".*(Util|Utils|Utilities|Helper|Helpers|Manager)(\\$.*)?")
                .orShould().resideInAnyPackage("..util..", "..utils..", "..helper..", "..common..").check(HOUSE);
    }

    /** The part of the name below the root that has a place in the order. */
    private static String storey(JavaClass each) {
        return each.getPackageName().substring(ROOT.length()).replaceFirst("^\\.", "").replaceFirst("\\..*", "");
    }

    private static ArchCondition<JavaClass> knowOnlyStoreysBelow() {
        return new ArchCondition<>("know only storeys below their own, in the order " + ORDER) {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                int own = ORDER.indexOf(storey(each));
                if (own < 0) {
                    events.add(SimpleConditionEvent.violated(each, each.getName() + " has no place in the order"));
                }
                for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (resideInAPackage("dev.cleave..").test(target) && ORDER.indexOf(storey(target)) > own) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** Classes of the buddy package other than these and what is nested in them. */
    private static DescribedPredicate<JavaClass> areInBuddyButNot(String... names) {
        return describe("are in dev.cleave.buddy but not in " + List.of(names), each -> {
            String outermost = each.getName().replaceFirst("\\$.*", "");
            return resideInAPackage("dev.cleave.buddy..").test(each)
                    && !Set.of(names).contains(outermost.substring(outermost.lastIndexOf('.') + 1));
        });
    }

    private static Set<String> packagesOf(String... modules) {
        Set<String> packages = new HashSet<>();
        for (String module : modules) {
            packages.addAll(ModuleFinder.ofSystem().find(module).orElseThrow().descriptor().packages());
        }
        return packages;
    }

    /**
     * Where a module stands: {@code core} holds the lowest packages, every other module has the
     * name of its own.
     */
    private static int rank(String module) {
        String name = module.substring(ROOT.length() + 1);
        return name.equals("core") ? 0 : ORDER.indexOf(name);
    }

    private static List<ModuleDescriptor> modules() {
        try {
            List<ModuleDescriptor> found = new ArrayList<>();
            for (URL each : Collections
                    .list(ArchitectureTest.class.getClassLoader().getResources("module-info.class"))) {
                try (InputStream bytes = each.openStream()) {
                    ModuleDescriptor module = ModuleDescriptor.read(bytes);
                    if (module.name().startsWith(ROOT)) {
                        found.add(module);
                    }
                }
            }
            return found;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
