/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.airweb.AirwebConstants;
import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Problem;
import org.airmessenger.airweb.server.Resource;
import org.airmessenger.airweb.server.WebDoor;
import org.airmessenger.door.Origins;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.vertx.core.http.ServerWebSocket;
import org.apache.camel.spi.Registry;

/** {@code GET /v1/ws}: lets a device in by WebSocket, or says why not. */
public final class Sockets implements Resource {

    private final SocketDoor door;
    private final Origins origins;

    /**
     * Nobody is here.
     *
     * @param registry where the way down and the presence are found, as soon as they are there
     */
    public Sockets(WebDoor web, Registry registry) {
        this.door = new SocketDoor(web, registry);
        this.origins = Origins.of(door.options().getSocketOrigins());
    }

    @Override
    public String allow(String rest) {
        return rest == null ? "GET" : null;
    }

    @Override
    public void handle(Call call) {
        Problem problem = Handshake.problem(call.request());
        if (problem != null) {
            door.metrics().connectionRefused(Refusal.MALFORMED);
            if (problem.status() == 426) {
                call.response()
                        .putHeader("Upgrade", "websocket")
                        .putHeader("Connection", "Upgrade")
                        .putHeader("Sec-WebSocket-Version", "13");
            }
            call.answer(problem);
            return;
        }
        try {
            checkOpen();
            Handshake handshake = Handshake.of(call, origins);
            call.identify(handshake.token(), AirwebConstants.DOOR_WEBSOCKET);
            checkRoom();
            upgrade(call, handshake.dialect());
        } catch (RefusedException e) {
            door.metrics().connectionRefused(e.refusal());
            call.refuse(e);
        }
    }

    private void checkOpen() {
        if (!door.place().threshold().isOpen()) {
            throw new RefusedException(
                    Refusal.GOING_DOWN, "AIR-1022 the gateway is going down; connect again");
        }
    }

    private void checkRoom() {
        int most = door.options().getMaxSockets();
        if (door.table().open() >= most) {
            throw new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-1304 at most %d WebSockets may be open but there are as many; try again later"
                            .formatted(most));
        }
    }

    private void upgrade(Call call, Dialect dialect) {
        call.becomesLine();
        call.request()
                .toWebSocket()
                .onSuccess(web -> open(call, dialect, web))
                .onFailure(failure -> call.over());
    }

    private void open(Call call, Dialect dialect, ServerWebSocket web) {
        Socket.open(door, call, dialect, web);
    }
}
