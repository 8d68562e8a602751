/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Lanes;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One run of the demo, from the first certificate to the last sum. */
final class Show implements AutoCloseable {

    private static final long TICK_MILLIS = 100;
    private static final long WARM_MILLIS = 10_000;
    private static final long FAREWELL_SECONDS = 15;
    private static final long SECOND_MILLIS = 1_000;
    private static final long SETTLE_MILLIS = 60_000;
    private static final int KEY_BYTES = 24;
    private static final int WARM_PART = 4;

    private final DemoPlan plan;
    private final Screen screen;
    private final Score score = new Score();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread interrupter = interrupter(Thread.currentThread());
    private DemoHome home;
    private CloudFunction function;
    private AirGateway gateway;
    private Sensors sensors;
    private Moment.Cloud cloud = Moment.Cloud.HERE;
    private long start;
    private long cameBack;
    private long drained;
    private long secondStart;
    private long secondCount;
    private long perSecond;

    Show(DemoPlan plan, Screen screen) {
        this.plan = plan;
        this.screen = screen;
    }

    Outcome run() throws Exception {
        Runtime.getRuntime().addShutdownHook(interrupter);
        raise();
        warmUp();
        start = now();
        secondStart = start;
        secondCount = score.acknowledgedCount();
        while (now() - start < plan.duration().toMillis()) {
            playOutage(now() - start);
            look();
        }
        boolean answered = sensors.finish(SETTLE_MILLIS);
        Lanes.Account account = settle();
        if (!answered) {
            screen.step("not every sensor got its answer");
        }
        return new Outcome(
                account,
                score.acknowledgedCount(),
                score.arrivedCount(),
                score.missing(),
                score.refusedCount(),
                score.urgentMillis(99),
                score.byDoor(),
                Math.max(0, drained - cameBack));
    }

    private void raise() throws Exception {
        long begin = now();
        home = DemoHome.create();
        home.issueIdentities(plan.sensors());
        screen.step(plan.sensors() + " sensors have a certificate of their own");
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        String hmacKey = HexFormat.of().formatHex(key);
        ThrowawayCertificate certificate = ThrowawayCertificate.make();
        function = CloudFunction.start(FunctionOptions.secure(certificate).signedWith(hmacKey));
        function.watch(request -> request.arrivals().forEach(score::arrived));
        home.configure(plan.sensors(), function, certificate, hmacKey);
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home.folder(), List.of(), Map.of(), problems);
        if (!problems.isEmpty()) {
            throw new RefusedStart(problems);
        }
        gateway = AirGateway.start(settings);
        screen.step("the function listens on " + function.url());
        sensors = new Sensors(plan, score);
        sensors.connect(gateway, home.certificates());
        screen.step(
                String.format(
                        "the gateway runs, all sensors are connected (%.1f s)",
                        (now() - begin) / 1_000.0));
    }

    /** A JVM is slow in its first seconds: the show begins when messages flow. */
    private void warmUp() throws InterruptedException {
        long end = now() + WARM_MILLIS;
        sensors.publishAt(plan.perSecond() / WARM_PART);
        while (!isFlowing() && now() < end) {
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
        score.begin();
        sensors.publishAt(plan.perSecond());
        screen.step("messages flow");
    }

    private boolean isFlowing() {
        return score.arrivedCount() >= plan.perSecond() / 2
                && account().waiting() < plan.perSecond() / WARM_PART;
    }

    private void playOutage(long elapsed) {
        if (cloud == Moment.Cloud.HERE && cameBack == 0 && elapsed >= plan.awayFrom().toMillis()) {
            score.functionWent(System.nanoTime());
            function.goAway();
            cloud = Moment.Cloud.AWAY;
        } else if (cloud == Moment.Cloud.AWAY && elapsed >= plan.awayUntil().toMillis()) {
            score.functionCame();
            function.comeBack();
            cameBack = now();
            cloud = Moment.Cloud.DRAINING;
        }
    }

    /** Looks at everything once, and shows it. */
    private void look() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        long millis = now();
        Lanes.Account account = account();
        long urgent = waiting(LaneClass.URGENT);
        long others = waiting(LaneClass.NORMAL) + waiting(LaneClass.BULK);
        if (cloud == Moment.Cloud.DRAINING && urgent == 0 && others < plan.perSecond()) {
            cloud = Moment.Cloud.HERE;
            drained = millis;
        }
        long acknowledged = score.acknowledgedCount();
        if (millis - secondStart >= SECOND_MILLIS) {
            perSecond = (acknowledged - secondCount) * SECOND_MILLIS / (millis - secondStart);
            secondStart = millis;
            secondCount = acknowledged;
        }
        screen.show(
                new Moment(
                        (millis - start) / SECOND_MILLIS,
                        plan.duration().toSeconds(),
                        perSecond,
                        acknowledged,
                        score.arrivedCount(),
                        score.urgentCount(),
                        score.urgentMillis(50),
                        score.urgentMillis(99),
                        account.batches(),
                        urgent,
                        others,
                        cloud),
                millis);
    }

    /** Waits until nothing waits and the ledger balances, or it is clear that it never will. */
    private Lanes.Account settle() throws InterruptedException {
        long end = now() + SETTLE_MILLIS;
        Lanes.Account account = account();
        while (now() < end
                && (account.waiting() > 0 || account.difference() != 0 || score.missing() > 0)) {
            look();
            account = account();
        }
        return account;
    }

    private Lanes lanes() {
        return gateway.camel().getRegistry().lookupByNameAndType(Lanes.BEAN, Lanes.class);
    }

    private Lanes.Account account() {
        return lanes().accounts().stream()
                .filter(account -> account.destination().equals(DemoHome.DESTINATION))
                .findFirst()
                .orElseThrow();
    }

    private long waiting(LaneClass lane) {
        return lanes().lanes().stream()
                .filter(each -> each.destination().equals(DemoHome.DESTINATION))
                .mapToLong(each -> each.waiting().getOrDefault(lane.word(), 0L))
                .sum();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Ctrl-C ends the show where it is; what was started is still ended in order. */
    private Thread interrupter(Thread player) {
        return new Thread(
                () -> {
                    player.interrupt();
                    try {
                        closed.await(FAREWELL_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "demo-interrupter");
    }

    /** Ends everything in order and removes the folder. */
    @Override
    public void close() throws IOException {
        try {
            if (sensors != null) {
                sensors.close();
            }
            if (gateway != null) {
                gateway.close();
            }
            if (function != null) {
                function.close();
            }
            if (home != null) {
                home.close();
            }
        } finally {
            closed.countDown();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(interrupter);
        } catch (IllegalStateException goingDown) {
            return;
        }
    }
}
