package dev.cleave.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The frame of a format")
class FrameTest {
    private final Frame<IOException> frame = new Frame<>("MAGIC", 3, "thing", IOException::new);
    private final byte[] framed = framed("the body");

    private byte[] framed(String body) {
        ByteArrayOutputStream out = frame.begin(64);
        out.writeBytes(body.getBytes(StandardCharsets.US_ASCII));
        return frame.end(out);
    }

    private void refuses(byte[] bytes, String message) {
        assertThatThrownBy(() -> frame.bodyOf(bytes)).isExactlyInstanceOf(IOException.class).hasMessage(message);
    }

    @Test
    @DisplayName("gives the body back, an empty one too")
    void givesTheBody() throws IOException {
        assertThat(StandardCharsets.US_ASCII.decode(frame.bodyOf(framed)).toString()).isEqualTo("the body");
        assertThat(frame.bodyOf(framed("")).hasRemaining()).isFalse();
    }

    @Test
    @DisplayName("begins with magic and version, and ends with the checksum of all before")
    void layout() {
        assertThat(Arrays.copyOf(framed, 6)).containsExactly('M', 'A', 'G', 'I', 'C', 3);
        assertThat(framed).hasSize(5 + 1 + 8 + 4);
        assertThat(ByteBuffer.wrap(framed).getInt(14)).as("CRC-32C").isEqualTo(0x7374bc4f);
    }

    @Test
    @DisplayName("refuses what is no such format, and says what it is instead")
    void refusesOthers() {
        refuses(new byte[0], "no thing: there are no bytes");
        refuses("MAGNET and more".getBytes(StandardCharsets.US_ASCII),
                "no thing: byte 3 is not as in \"MAGIC\", with which one begins");
        refuses(Arrays.copyOf(framed, 3), "torn thing: it ends after 3 bytes, in its head");
        byte[] later = framed.clone();
        later[5] = 4;
        refuses(later, "thing of version 4: this release reads version 3");
    }

    @Test
    @DisplayName("refuses bytes of which any was changed, or the last is missing")
    void refusesDamage() {
        for (int at = 0; at < framed.length; at++) {
            byte[] damaged = framed.clone();
            damaged[at] ^= 0x10;
            assertThatThrownBy(() -> frame.bodyOf(damaged)).as("byte %d", at).isInstanceOf(IOException.class);
        }
        refuses(Arrays.copyOf(framed, framed.length - 1),
                "torn or damaged thing: the checksum of its 13 bytes is not the one it ends with");
    }
}
