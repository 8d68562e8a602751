/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.client.LineListener;
import org.airmessenger.airwire.client.RefusedByPeerException;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.session.Closing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Devices on the wire protocol in Java: one publishes, tries somebody else's topic, and waits for a
 * command; a revoked one and one without a certificate are told why they may not.
 *
 * <p>{@code java -cp 'lib/*' WireDevice.java PORT FOLDER DEVICE REVOKED}
 */
public final class WireDevice {

    private static final long PATIENCE = 60;
    private final int port;
    private final Path folder;

    private WireDevice(int port, Path folder) {
        this.port = port;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        WireDevice gateway =
                new WireDevice(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
        System.out.println("nobody: " + gateway.refusal(null));
        System.out.println("revoked: " + gateway.refusal(arguments[3]));
        gateway.works(arguments[2]);
    }

    private void works(String device) throws Exception {
        CompletableFuture<String> command = new CompletableFuture<>();
        try (AirwireClient client =
                AirwireClient.open(
                        options(device),
                        message -> command.complete(text(message.topic(), message.payload())))) {
            client.subscribe("commands/" + device + "/#", 1).get(PATIENCE, TimeUnit.SECONDS);
            System.out.println("published: " + publish(client, "hall/" + device + "/state"));
            System.out.println("foreign: " + publish(client, "hall/mqtt-1/state"));
            System.out.println("command: " + command.get(PATIENCE, TimeUnit.SECONDS));
        }
    }

    private static String publish(AirwireClient client, String topic) throws Exception {
        try {
            client.publish(topic, "up".getBytes(StandardCharsets.UTF_8))
                    .get(PATIENCE, TimeUnit.SECONDS);
            return "acknowledged";
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedByPeerException refused) {
                return Code.name(refused.code());
            }
            throw e;
        }
    }

    /** Why the line ends. */
    private String refusal(String device) throws Exception {
        CompletableFuture<String> why = new CompletableFuture<>();
        LineListener lines =
                new LineListener() {
                    @Override
                    public void up(boolean resumed) {
                        why.complete("taken");
                    }

                    @Override
                    public void down(Closing closing) {
                        why.complete(Code.name(closing.code()));
                    }
                };
        try (AirwireClient client = AirwireClient.open(options(device), message -> {}, lines)) {
            return why.get(PATIENCE, TimeUnit.SECONDS);
        }
    }

    private ClientOptions options(String device) throws Exception {
        return ClientOptions.of(
                "localhost",
                port,
                device == null ? null : folder.resolve(device + ".pem"),
                device == null ? null : folder.resolve(device + ".key"),
                folder.resolve("ca.pem"));
    }

    private static String text(String topic, byte[] body) {
        return topic + " " + new String(body, StandardCharsets.UTF_8);
    }
}
