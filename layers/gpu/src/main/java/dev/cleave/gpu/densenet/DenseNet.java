package dev.cleave.gpu.densenet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A DenseNet-BC: dense blocks with bottlenecks, and between them transitions that halve the
 * channels, the height and the width.
 *
 * <p>Source: Huang, Liu, van der Maaten and Weinberger, <em>Densely Connected Convolutional
 * Networks</em>, CVPR 2017, section 3 and table 1.
 *
 * @param name as users call it
 * @param stem what stands before the first block
 * @param growth channels that each layer adds: <em>k</em>, 1 to 256
 * @param initialChannels of what goes into the first block, 1 to 1024
 * @param layers of each block, 1 to 4 blocks of 1 to 512 layers
 * @param classes that the last layer tells apart, 1 to 1,000,000
 */
public record DenseNet(String name, Stem stem, int growth, int initialChannels, List<Integer> layers, int classes) {
    /** 100 layers for images of 32×32, growing by 12. */
    public static final DenseNet BC_100 = cifar(100, 12);

    /** 121 layers for images of 224×224, growing by 32. */
    public static final DenseNet N_121 = imageNet("121", List.of(6, 12, 24, 16));

    /** 169 layers for images of 224×224, growing by 32. */
    public static final DenseNet N_169 = imageNet("169", List.of(6, 12, 32, 32));

    /** 201 layers for images of 224×224, growing by 32. */
    public static final DenseNet N_201 = imageNet("201", List.of(6, 12, 48, 32));

    /** For images of 224×224, growing by 32: the paper's table counts one layer less than it has. */
    public static final DenseNet N_264 = imageNet("264", List.of(6, 12, 64, 48));

    private static final List<DenseNet> PUBLISHED = List.of(BC_100, N_121, N_169, N_201, N_264);
    private static final int IMAGENET_CLASSES = 1000;
    private static final int CIFAR_CLASSES = 10;
    private static final int CIFAR_BLOCKS = 3;
    private static final int MOST_BLOCKS = 4;

    /** Checks the ranges, and keeps a copy of the layers. */
    public DenseNet {
        layers = List.copyOf(layers);
        require(growth >= 1 && growth <= 256, "growth", growth, "1 to 256");
        require(initialChannels >= 1 && initialChannels <= 1024, "initialChannels", initialChannels, "1 to 1024");
        require(classes >= 1 && classes <= 1_000_000, "classes", classes, "1 to 1,000,000");
        require(!layers.isEmpty() && layers.size() <= MOST_BLOCKS
                && layers.stream().allMatch(count -> count >= 1 && count <= 512), "layers", layers,
                "1 to " + MOST_BLOCKS + " blocks of 1 to 512 layers");
    }

    private static void require(boolean legal, String what, Object given, String allowed) {
        if (!legal) {
            throw new IllegalArgumentException("a DenseNet's " + what + " is " + given + ": must be " + allowed);
        }
    }

    /** The five networks of the papers, the smallest first. */
    public static List<DenseNet> published() {
        return PUBLISHED;
    }

    /** One of {@link #published()} by its name, in whatever case. */
    public static Optional<DenseNet> named(String name) {
        return PUBLISHED.stream().filter(each -> each.name.equals(name.toLowerCase(Locale.ROOT))).findFirst();
    }

    /** The names of {@link #published()}, as an error lists them. */
    public static String names() {
        return PUBLISHED.stream().map(DenseNet::name).collect(Collectors.joining(", "));
    }

    /**
     * A network of three equal blocks for images of 32×32 and ten classes.
     *
     * @param depth layers that have weights: 4 more than a multiple of 6, 10 to 3076
     * @param growth channels that each layer adds
     */
    public static DenseNet cifar(int depth, int growth) {
        require(depth >= 10 && depth <= 3076 && depth % 6 == 4, "depth", depth,
                "4 more than a multiple of 6, from 10 to 3076");
        int layers = (depth - 4) / (2 * CIFAR_BLOCKS);
        return new DenseNet("bc-" + depth, Stem.CIFAR, growth, 2 * growth, List.of(layers, layers, layers),
                CIFAR_CLASSES);
    }

    private static DenseNet imageNet(String name, List<Integer> layers) {
        int growth = 32;
        return new DenseNet(name, Stem.IMAGENET, growth, 2 * growth, layers, IMAGENET_CLASSES);
    }

    /** Layers that have weights: two for each of a block, one for the stem, each transition and the classifier. */
    public int depth() {
        return 2 * layers.stream().mapToInt(Integer::intValue).sum() + layers.size() + 1;
    }

    /** The dense blocks, in the order in which an image passes them. */
    public List<DenseBlock> blocks() {
        List<DenseBlock> blocks = new ArrayList<>();
        int channels = initialChannels;
        int side = stem.outputSide();
        for (int count : layers) {
            DenseBlock block = new DenseBlock(channels, count, growth, side);
            blocks.add(block);
            channels = compressed(block);
            side /= 2;
        }
        return blocks;
    }

    /** Channels that the transition behind a block makes of it. */
    static int compressed(DenseBlock block) {
        return block.outputChannels() / 2;
    }

    /** All weights, scales, shifts and biases that training changes. */
    public long parameters() {
        long parameters = stem.parameters(initialChannels);
        List<DenseBlock> blocks = blocks();
        for (DenseBlock block : blocks) {
            for (int layer = 0; layer < block.layers(); layer++) {
                parameters += 2L * block.channels(layer) + (long) block.channels(layer) * block.bottleneck();
                parameters += 2L * block.bottleneck() + 9L * block.bottleneck() * growth;
            }
            parameters += 2L * block.outputChannels();
            if (!block.equals(blocks.getLast())) {
                parameters += (long) block.outputChannels() * compressed(block);
            }
        }
        return parameters + (long) blocks.getLast().outputChannels() * classes + classes;
    }

    /** Multiplications with addition of all convolutions and the classifier, forward, for one image. */
    public long multiplyAdds() {
        long sum = stem.multiplyAdds(initialChannels);
        List<DenseBlock> blocks = blocks();
        for (DenseBlock block : blocks) {
            for (int layer = 0; layer < block.layers(); layer++) {
                sum += (long) block.pixels() * block.bottleneck() * (block.channels(layer) + 9L * growth);
            }
            if (!block.equals(blocks.getLast())) {
                sum += (long) block.pixels() * block.outputChannels() * compressed(block);
            }
        }
        return sum + (long) blocks.getLast().outputChannels() * classes;
    }
}
