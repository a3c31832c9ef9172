// Layers that read pieces. Each work-item makes one element or a few, and adds up in the one order
// that LayerKernels states. No contraction but where fma is written.
#pragma OPENCL FP_CONTRACT OFF

// Where channels lie: for each, the element at which it begins, and the elements from image to image.
#define CHANNELS global const ulong *start, global const ulong *stride

// An element, normalized unless it is to stay as it is; what is not a number stays so.
static inline float element(float x, int normalized, float scale, float shift) {
    if (!normalized) {
        return x;
    }
    float y = fma(x, scale, shift);
    return y < 0.0f ? 0.0f : y;
}

// Channels first to end of the input, to four channels of the output; with first > 0 it goes on where another call ended.
kernel void pointwise(global const float *input, CHANNELS, global const float *scale, global const float *shift,
        global const float *weights, global float *output, ulong outputStart, int first, int end, int inputs, int outputs,
        int pixels, int normalized) {
    int pixel = get_global_id(0);
    int quad = get_global_id(1) * 4;
    size_t image = get_global_id(2);
    if (pixel >= pixels) {
        return;
    }
    int count = min(4, outputs - quad);
    global float *out = output + outputStart + (image * outputs + quad) * pixels + pixel;
    float sums[4] = {0.0f, 0.0f, 0.0f, 0.0f};
    if (first > 0) {
        for (int each = 0; each < count; each++) {
            sums[each] = out[(size_t) each * pixels];
        }
    }
    for (int channel = first; channel < end; channel++) {
        float x = element(input[start[channel] + image * stride[channel] + pixel], normalized, scale[channel],
                shift[channel]);
        for (int each = 0; each < count; each++) {
            sums[each] = fma(x, weights[(quad + each) * inputs + channel], sums[each]);
        }
    }
    for (int each = 0; each < count; each++) {
        out[(size_t) each * pixels] = sums[each];
    }
}

// One element of the output; what lies outside of the image counts as 0.
kernel void spatial(global const float *input, CHANNELS, global const float *scale, global const float *shift,
        global const float *weights, global float *output, ulong outputStart, int first, int end, int inputs, int outputs,
        int height, int width, int normalized) {
    int pixel = get_global_id(0);
    int made = get_global_id(1);
    size_t image = get_global_id(2);
    if (pixel >= height * width) {
        return;
    }
    int y = pixel / width;
    int x = pixel % width;
    global float *out = output + outputStart + (image * outputs + made) * height * width + pixel;
    float sum = first > 0 ? *out : 0.0f;
    for (int channel = first; channel < end; channel++) {
        global const float *plane = input + start[channel] + image * stride[channel];
        global const float *values = weights + (made * inputs + channel) * 9;
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                int atY = y + row - 1;
                int atX = x + column - 1;
                float value = atY >= 0 && atY < height && atX >= 0 && atX < width
                        ? element(plane[atY * width + atX], normalized, scale[channel], shift[channel])
                        : 0.0f;
                sum = fma(value, values[row * 3 + column], sum);
            }
        }
    }
    *out = sum;
}

// Channels side by side, normalized or as they are.
kernel void materialize(global const float *input, CHANNELS, global const float *scale, global const float *shift,
        global float *output, ulong outputStart, int first, int channels, int pixels, int normalized) {
    int pixel = get_global_id(0);
    int channel = first + get_global_id(1);
    size_t image = get_global_id(2);
    if (pixel < pixels) {
        output[outputStart + (image * channels + channel) * pixels + pixel] = element(
                input[start[channel] + image * stride[channel] + pixel], normalized, scale[channel], shift[channel]);
    }
}

// For each channel and image the sum of its pixels, or of their squared distances from a mean.
kernel void sums(global const float *input, CHANNELS, global const float *mean, global float *partial, int first,
        int images, int pixels, int squared) {
    int channel = first + get_global_id(0);
    size_t image = get_global_id(1);
    global const float *plane = input + start[channel] + image * stride[channel];
    float sum = 0.0f;
    if (squared) {
        float middle = mean[channel];
        for (int pixel = 0; pixel < pixels; pixel++) {
            float distance = plane[pixel] - middle;
            sum = fma(distance, distance, sum);
        }
    } else {
        for (int pixel = 0; pixel < pixels; pixel++) {
            sum += plane[pixel];
        }
    }
    partial[channel * images + image] = sum;
}

// The mean over images of what sums left.
kernel void means(global const float *partial, global float *result, int images, float inverse) {
    int channel = get_global_id(0);
    float sum = 0.0f;
    for (int image = 0; image < images; image++) {
        sum += partial[channel * images + image];
    }
    result[channel] = sum * inverse;
}
