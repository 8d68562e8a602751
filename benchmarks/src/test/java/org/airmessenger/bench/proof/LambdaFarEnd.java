/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.FarEnd;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.LambdaApi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Invoke API, and what the function behind it worked on to its end. */
final class LambdaFarEnd implements FarEnd {

    private static final Path FUNCTION =
            Path.of(System.getProperty("air.project.root"))
                    .resolve("components/gateway/src/test/lambda");
    private static final Pattern DATA = Pattern.compile("\"data_base64\":\"([^\"]+)\"");

    private final Path folder = Folders.create("air-far-");
    private final Tally tally;
    private final LambdaApi api;

    LambdaFarEnd(Tally tally) throws IOException, InterruptedException {
        this.tally = tally;
        api = new LambdaApi(FUNCTION, folder);
    }

    @Override
    public String sink() {
        return """
        sink: air-aws-lambda-sink
        parameters:
          functionName: air-ingest
          region: us-east-1
          endpoint: "%s"
          accessKey: x
          secretKey: y
          timeout: 5s
        """
                .formatted(api.url());
    }

    @Override
    public void goAway() throws InterruptedException {
        api.kill();
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        api.start();
    }

    @Override
    public long progress() throws IOException {
        return api.size();
    }

    @Override
    public void count() throws IOException {
        for (String line : api.received()) {
            Matcher data = DATA.matcher(line);
            // without data it was no message of ours
            byte[] body = data.find() ? Base64.getDecoder().decode(data.group(1)) : new byte[0];
            tally.receive(Payload.read(ByteBuffer.wrap(body)));
        }
    }

    @Override
    public void close() throws IOException {
        api.close();
        Folders.remove(folder);
    }
}
