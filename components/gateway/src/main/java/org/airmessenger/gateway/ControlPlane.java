/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.DeviceRegistry;
import org.airmessenger.control.identity.PolicyBook;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.control.model.Model;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;

import java.util.List;
import java.util.Properties;

/** What the control plane brings to a running gateway: the model in force and who may come in. */
final class ControlPlane {

    private static final String BROKER = "camel.component.airbroker.";

    private final Authority authority;
    private final LiveModel model;
    private final PolicyBook policies;
    private final DeviceRegistry devices;

    ControlPlane(Settings settings, Model first) {
        authority = new Authority(settings.home());
        model = new LiveModel(first);
        policies = new PolicyBook(model);
        String anonymous = settings.text(ConfigKeys.PLAIN_POLICY);
        devices = new DeviceRegistry(model, policies, anonymous.isEmpty() ? null : anonymous);
        if (authority.isReady()) {
            devices.revokedSerials(authority.revokedSerials());
        }
    }

    /** Whether the door has the certificates it needs. */
    static void check(Settings settings, List<Problem> problems) {
        if (settings.on(ConfigKeys.MQTT_ENABLED) && !new Authority(settings.home()).isReady()) {
            problems.add(
                    new Problem(
                            settings.home().resolve("data/keys").toString(),
                            "AIR-9032 MQTT over TLS needs the gateway's certificates but there are"
                                    + " none: run air init, or set "
                                    + ConfigKeys.MQTT_ENABLED
                                    + "=false"));
        }
    }

    void bind(AirMain main) {
        main.bind(LiveModel.BEAN, model);
        main.bind(PolicyBook.BEAN, policies);
        main.bind(DeviceRegistry.BEAN, devices);
    }

    /** Tells the door where the gateway's certificates lie. */
    void addTo(Properties properties) {
        properties.setProperty(
                BROKER + "certificateFile", authority.serverCertificate().toString());
        properties.setProperty(BROKER + "keyFile", authority.serverKey().toString());
        properties.setProperty(BROKER + "clientCaFiles", authority.deviceCa().toString());
    }
}
