package dev.weir.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WarySocketTest {

    private static InputStream wary(InputStream said) throws IOException {
        Socket line = new Socket() {
            @Override
            public InputStream getInputStream() {
                return said;
            }
        };
        return new WarySocket(line).getInputStream();
    }

    private static byte[] message(char letter, int announced, int bytes) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(message);
        out.writeByte(letter);
        out.writeInt(announced);
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) 'E');
        out.write(body);
        return message.toByteArray();
    }

    /** The same message, over and over. */
    private static InputStream endless(byte[] message) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                byte one = message[at];
                at = (at + 1) % message.length;
                return one & 0xff;
            }

            @Override
            public int read(byte[] to, int offset, int length) {
                int count = Math.min(length, message.length - at);
                System.arraycopy(message, at, to, offset, count);
                at = (at + count) % message.length;
                return count;
            }
        };
    }

    @Test
    void whatAServerUsuallySaysComesThroughAsItIsHoweverItIsRead() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int size : new int[] {0, 1, 4, 5, 100, 70_000, 1_000_000}) {
            said.write(message('D', size + 4, size));
            said.write(message('Z', 5, 1));
        }
        byte[] all = said.toByteArray();
        assertThat(wary(new ByteArrayInputStream(all)).readAllBytes()).isEqualTo(all);
        for (int chunk : new int[] {1, 3, 5, 6, 8_192}) {
            InputStream in = wary(new ByteArrayInputStream(all));
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] some = new byte[chunk];
            for (int count = in.read(some, 0, chunk); count > 0; count = in.read(some, 0, chunk)) {
                read.write(some, 0, count);
                int one = in.read();
                if (one >= 0) {
                    read.write(one);
                }
            }
            assertThat(read.toByteArray()).isEqualTo(all);
        }
    }

    @Test
    void aMessageThatIsLongerThanAnyIsNeverBegun() throws IOException {
        for (int announced :
                new int[] {Integer.MAX_VALUE, 0x7000_0000, -1, Integer.MIN_VALUE, 0, 3, 17 * 1024 * 1024}) {
            for (char letter : new char[] {'E', 'N', 'D', 'C', 'Z'}) {
                InputStream in = wary(new ByteArrayInputStream(message(letter, announced, 10)));
                assertThatThrownBy(() -> in.readNBytes(6))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("announces");
            }
        }
    }

    @Test
    void whatTheDriverWouldKeepComesToAnEnd() throws IOException {
        for (char letter : new char[] {'N', 'A', 'S', 'D', 'E'}) {
            InputStream many = wary(endless(message(letter, 6, 2)));
            assertThatThrownBy(() -> many.readNBytes(1_000_000))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than anybody asked");
        }
        InputStream large = wary(endless(message('D', 10_000_004, 10_000_000)));
        assertThatThrownBy(() -> large.skipNBytes(100_000_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than anybody asked");
        InputStream others = wary(endless(message('C', 6, 2)));
        assertThat(others.readNBytes(1_000_000)).hasSize(1_000_000);
    }
}
