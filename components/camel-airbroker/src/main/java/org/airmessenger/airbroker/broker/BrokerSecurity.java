/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CompositeAddress;

import java.util.Set;
import javax.security.auth.Subject;

/** What a device may do in the broker: subscribe to what it may, and nothing else. */
public final class BrokerSecurity implements ActiveMQSecurityManager5 {

    @Override
    public Subject authenticate(
            String user, String password, RemotingConnection connection, String domain) {
        DevicePrincipal device = deviceOf(connection);
        if (device == null) {
            return null;
        }
        Subject subject = new Subject();
        subject.getPrincipals().add(new UserPrincipal(device.identity().device()));
        subject.getPublicCredentials().add(device);
        return subject;
    }

    private static DevicePrincipal deviceOf(RemotingConnection connection) {
        return connection != null
                        && connection.getTransportConnection()
                                instanceof NettyServerConnection netty
                ? netty.getChannel().attr(DevicePrincipal.KEY).get()
                : null;
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
        DevicePrincipal device = subject == null ? null : firstOf(subject);
        String topic = CompositeAddress.extractAddressName(address);
        if (device == null || ReservedNames.isReserved(topic)) {
            return false;
        }
        return switch (check) {
            case CREATE_DURABLE_QUEUE, CREATE_NON_DURABLE_QUEUE, CONSUME ->
                    device.identities().maySubscribe(device.identity(), topic);
            // whatever a device publishes is written by the lanes: the broker's handler sees none
            // addresses come and go with subscriptions and messages
            case CREATE_ADDRESS, DELETE_ADDRESS, DELETE_DURABLE_QUEUE, DELETE_NON_DURABLE_QUEUE ->
                    true;
            default -> false;
        };
    }

    private static DevicePrincipal firstOf(Subject subject) {
        for (Object credential : subject.getPublicCredentials()) {
            if (credential instanceof DevicePrincipal device) {
                return device;
            }
        }
        return null;
    }

    @Override
    public boolean validateUser(String user, String password) {
        return false;
    }

    @Override
    public boolean validateUserAndRole(
            String user, String password, Set<Role> roles, CheckType check) {
        return false;
    }
}
