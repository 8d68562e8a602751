/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.FrameReader;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Hello;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Devices that greet, are welcomed, and are silent. */
final class WireCrowd implements AutoCloseable {

    private final int port;
    private final List<Socket> devices = new ArrayList<>();

    WireCrowd(int port) {
        this.port = port;
    }

    /** Connects until there are so many. */
    void grow(int count) throws IOException {
        while (devices.size() < count) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            devices.add(socket);
            Attributes who =
                    Attributes.builder()
                            .with(GreetingAttributes.DEVICE, "idle-" + devices.size())
                            .build();
            ByteBuf hello = Unpooled.buffer();
            FrameWriter.write(new Hello(1, 1, who), hello, FrameReader.NARROW);
            socket.getOutputStream().write(hello.array(), 0, hello.writerIndex());
            // LEN of WELCOME: it is welcome, or its line is closed
            if (socket.getInputStream().read() < 0) {
                throw new IOException("a device must be welcome but was not");
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : devices) {
            socket.close();
        }
    }
}
