/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.files.FourFiles.Check;
import org.airmessenger.control.files.FourFiles.Loaded;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.DeviceRegistry;
import org.airmessenger.control.identity.PolicyBook;
import org.airmessenger.control.identity.TokenSettings;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.message.Links;
import org.airmessenger.message.PublicKeys;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

import java.nio.file.Path;
import java.util.List;

/** The whole control plane of one gateway, put together in the order in which its parts depend. */
public final class ControlPlane {

    private final Path home;
    private final Authority authority;
    private final Tokens tokens;
    private final LiveModel live;
    private final PolicyBook policies;
    private final DeviceRegistry devices;
    private final GatewayControl control;

    /**
     * Loads the four files and the revoked certificates.
     *
     * @param home {@code AIR_HOME}, in which {@link Authority#init} has been done
     * @param checks what other rooms check in the four files, now and at each reload
     * @param anonymousPolicy {@code air.source.mqtt.plain.policy} if anonymous devices are allowed,
     *     or null
     * @param tokenSettings how tokens are made and judged
     * @throws ControlException UNSOUND with all problems of the four files; FAILED if the keys
     *     cannot be read
     */
    public ControlPlane(
            Path home, List<Check> checks, String anonymousPolicy, TokenSettings tokenSettings) {
        this.home = home;
        Loaded loaded = FourFiles.load(home, checks);
        if (!loaded.isSound()) {
            throw new ControlException(
                    Kind.UNSOUND,
                    "AIR-6026 the four files must have no problem but have "
                            + loaded.problems().size(),
                    loaded.problems());
        }
        authority = new Authority(home);
        tokens = new Tokens(home, tokenSettings);
        live = new LiveModel(loaded.model());
        // in this order they hear of a change: what a device may do is known before it is let in
        policies = new PolicyBook(live);
        devices = new DeviceRegistry(live, policies, anonymousPolicy, tokens);
        devices.revokedSerials(authority.revokedSerials());
        control = new GatewayControl(home, live, devices, authority, tokens, checks);
    }

    /**
     * Binds all beans and adds the operator port as a service; before the routes are loaded. The
     * port opens at once, and answers 503 until the context has started.
     *
     * @param version of the gateway, for the status
     * @throws Exception if the context is already starting and the port cannot be opened
     */
    public void install(
            CamelContext context, OperatorSettings settings, MeterRegistry meters, String version)
            throws Exception {
        Registry registry = context.getRegistry();
        registry.bind(LiveModel.BEAN, live);
        registry.bind(PolicyBook.BEAN, policies);
        registry.bind(DeviceRegistry.BEAN, devices);
        registry.bind(GatewayControl.BEAN, control);
        registry.bind(Links.BEAN, new Links());
        tokens.measure(meters);
        registry.bind(Tokens.BEAN, tokens);
        registry.bind(PublicKeys.BEAN, tokens);
        registry.bind(TokensApi.BEAN, new TokensApi(live, tokens, meters));
        registry.bind(
                OperatorApi.BEAN,
                new OperatorApi(context, control, authority, tokens, meters, version));
        registry.bind(
                CommandsApi.BEAN, new CommandsApi(context, control, devices, new Answers(meters)));
        OperatorServer server = new OperatorServer(settings, home, meters);
        registry.bind(OperatorServer.BEAN, server);
        context.addService(server, true, true);
    }

    /** The model in force. */
    public LiveModel live() {
        return live;
    }

    /** What devices may do. */
    public PolicyBook policies() {
        return policies;
    }

    /** Who may come in. */
    public DeviceRegistry devices() {
        return devices;
    }

    /** Certificates. */
    public Authority authority() {
        return authority;
    }

    /** Tokens. */
    public Tokens tokens() {
        return tokens;
    }

    /** Changes what is in force. */
    public GatewayControl control() {
        return control;
    }
}
