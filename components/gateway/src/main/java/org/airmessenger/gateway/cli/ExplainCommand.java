/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.api.Explaining;
import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.files.Places;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.explain.Explainer;
import org.airmessenger.gateway.explain.Question;
import org.airmessenger.gateway.explain.Scene;
import org.airmessenger.gateway.lanes.RuleProblems;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** {@code air explain}: what would happen to a message, and which line of which file decides. */
@Command(
        name = "explain",
        description = {
            "Says what would happen to a message, room by room, with the line that decides it.",
            "Nothing is sent, counted or taken from a limit. Asks the running gateway, so that"
                    + " limits and lanes are told as they are now; without one, the files alone."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the message would be accepted",
            "1:it would be refused",
            "2:asked wrongly, or a file is wrong"
        })
final class ExplainCommand extends BaseCommand {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = {"-d", "--device"},
            required = true,
            description = "The device that would publish it.")
    private String device;

    @Option(
            names = {"-t", "--topic"},
            required = true,
            description = "Its topic.")
    private String topic;

    @Option(
            names = {"-p", "--payload"},
            defaultValue = "",
            description = "Its body; @FILE takes a file's content (default: empty).")
    private String payload = "";

    @Option(names = "--priority", description = "What the device asks for, 0 to 9.")
    private Integer priority;

    @Option(
            names = {"-q", "--qos"},
            defaultValue = "1",
            description = "0 at most once, 1 at least once, 2 (default: 1).")
    private int qos = 1;

    @Option(names = "--content-type", description = "What the body is.")
    private String contentType;

    @Option(
            names = "--subscribed",
            description = "Assume that somebody has subscribed to the topic at the gateway.")
    private boolean subscribed;

    @Option(
            names = "--scope",
            paramLabel = "FILTER",
            description =
                    "Assume that the device shows a token with this scope, as for token issue. May"
                            + " be repeated.")
    private List<String> scope = List.of();

    @Option(names = "--offline", description = "Use the files, even if a gateway runs.")
    private boolean offline;

    @Override
    public Integer call() throws Exception {
        if (!DeviceIds.isValid(device)) {
            throw new IllegalArgumentException(
                    "AIR-9096 --device must match [A-Za-z0-9._:-]{1,128} but was "
                            + Quoted.of(device));
        }
        Question question =
                new Question(device, topic, body(), priority, qos, contentType, subscribed, scope);
        JsonNode answer = offline ? null : live(question);
        if (answer == null) {
            answer = JSON.valueToTree(files(question));
        }
        print(answer, ExplainText.of(answer));
        return answer.path("accepted").asBoolean() ? Air.OK : Air.FAILED;
    }

    private byte[] body() {
        if (!payload.startsWith("@")) {
            return payload.getBytes(StandardCharsets.UTF_8);
        }
        Path file = Path.of(payload.substring(1));
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "AIR-9097 the file of --payload must be readable but "
                            + file
                            + " is not: "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    /** The running gateway's answer, or null if none runs. */
    private JsonNode live(Question question) {
        OperatorClient operator;
        try {
            operator = OperatorClient.of(home());
            return operator.explain(
                    new Explaining.Asked(
                            question.device(),
                            question.topic(),
                            question.body(),
                            question.priority(),
                            question.qos(),
                            question.contentType(),
                            question.subscribed(),
                            question.scope()));
        } catch (ControlException e) {
            if (e.code().equals("AIR-6301")) {
                return null;
            }
            throw e;
        }
    }

    private Object files(Question question) throws Exception {
        Settings settings = settings(List.of());
        AtomicReference<Places> places = new AtomicReference<>();
        FourFiles.Loaded loaded =
                FourFiles.load(
                        home(),
                        List.of(new RuleProblems(), (model, where, problems) -> places.set(where)));
        if (!loaded.isSound()) {
            throw Refusals.of(loaded.problems());
        }
        Scene scene = Scene.offline(home(), loaded.model(), places.get());
        return Explainer.explain(home(), settings.asProperties(), scene, question);
    }
}
