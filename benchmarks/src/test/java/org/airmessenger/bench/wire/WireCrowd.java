/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameReader;
import org.airmessenger.airwire.codec.FrameType;
import org.airmessenger.airwire.codec.FrameWriter;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Subscribe;
import org.airmessenger.airwire.codec.Welcome;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Devices that greet, are welcomed, ask for what comes down or not, and are silent. */
final class WireCrowd implements AutoCloseable {

    private final int port;
    private final List<Socket> devices = new ArrayList<>();

    private final boolean subscribed;

    /**
     * Nobody yet.
     *
     * @param subscribed whether each asks for what comes down to it
     */
    WireCrowd(int port, boolean subscribed) {
        this.port = port;
        this.subscribed = subscribed;
    }

    /** Connects until there are so many. */
    void grow(int count) throws IOException {
        while (devices.size() < count) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            devices.add(socket);
            String id = "idle-" + devices.size();
            write(
                    socket,
                    new Hello(
                            1,
                            1,
                            Attributes.builder().with(GreetingAttributes.DEVICE, id).build()));
            await(socket, Welcome.class);
            if (subscribed) {
                write(socket, new Subscribe(1, "commands/" + id + "/#", 1));
                await(socket, Result.class);
            }
        }
    }

    private static void write(Socket socket, Frame frame) throws IOException {
        ByteBuf bytes = Unpooled.buffer();
        FrameWriter.write(frame, bytes, FrameReader.NARROW);
        socket.getOutputStream().write(bytes.array(), 0, bytes.writerIndex());
    }

    /** Reads frames until one is of the type that is waited for. */
    private static void await(Socket socket, Class<? extends Frame> type) throws IOException {
        FrameReader reader =
                new FrameReader(
                        FrameType.set(FrameType.WELCOME, FrameType.CREDIT, FrameType.RESULT));
        ByteBuf heard = Unpooled.buffer();
        for (Frame frame = null; !type.isInstance(frame); frame = reader.read(heard)) {
            if (frame == null) {
                int one = socket.getInputStream().read();
                if (one < 0) {
                    throw new IOException("a device must be welcome but was not");
                }
                heard.writeByte(one);
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
