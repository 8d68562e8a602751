/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import org.airmessenger.control.api.Explaining;
import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.files.Places;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.demo.ThrowawayHome;
import org.airmessenger.gateway.guard.Guard;
import org.airmessenger.gateway.reload.FileTexts;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Lanes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Answers questions inside the running gateway: with its model, its limits, its lanes. */
public final class LiveExplaining implements Explaining {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext context;
    private final Settings settings;
    private volatile Supplier<FileTexts> inForce;

    /** Explains what runs in a context. */
    public LiveExplaining(CamelContext context, Settings settings) {
        this.context = context;
        this.settings = settings;
    }

    /** From now on routes may differ from their files: this tells what runs. */
    public void follow(Supplier<FileTexts> running) {
        inForce = running;
    }

    @Override
    public JsonNode explain(Asked asked) throws Exception {
        FileTexts texts = inForce == null ? null : inForce.get();
        if (texts == null || texts.equals(FileTexts.read(settings.home()))) {
            return explain(asked, settings.home());
        }
        Path folder = Files.createTempDirectory("air-explain-");
        try {
            texts.write(folder);
            return explain(asked, folder);
        } finally {
            ThrowawayHome.remove(folder);
        }
    }

    private JsonNode explain(Asked asked, Path files) throws Exception {
        Registry registry = context.getRegistry();
        Model model = registry.lookupByNameAndType(LiveModel.BEAN, LiveModel.class).current();
        Scene scene =
                new Scene(
                        files,
                        model,
                        placesOf(model),
                        registry.lookupByNameAndType(Guard.BEAN, Guard.class),
                        registry.lookupByNameAndType(Lanes.BEAN, Lanes.class),
                        registry.lookupByNameAndType(Broker.BEAN, Broker.class));
        Question question =
                new Question(
                        asked.device(),
                        asked.topic(),
                        asked.body(),
                        asked.priority(),
                        asked.qos(),
                        asked.contentType(),
                        asked.subscribed(),
                        asked.scope());
        return JSON.valueToTree(
                Explainer.explain(settings.home(), settings.asProperties(), scene, question));
    }

    /** Where the entries of the model stand, or null if the files say something else by now. */
    private Places placesOf(Model model) {
        AtomicReference<Places> places = new AtomicReference<>();
        FourFiles.Loaded now =
                FourFiles.load(
                        settings.home(), List.of((read, where, problems) -> places.set(where)));
        return now.isSound() && now.model().equals(model) ? places.get() : null;
    }
}
