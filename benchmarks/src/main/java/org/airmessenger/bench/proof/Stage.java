/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.cloud.FarEnd;
import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.gateway.RunningGateway;
import org.airmessenger.bench.load.Balance;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Load;
import org.airmessenger.bench.load.LoadPlan;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Sequences;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.message.Lanes;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What every proof needs: a function, a gateway in front of it, and the sum in the end. */
final class Stage<F extends FarEnd> implements AutoCloseable {

    static final Fleet SENSORS = Fleet.plain("sensor-", "sensors/%s/temperature");

    private static final Duration CONNECT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 200;
    private static final int BALANCED_WITHIN_POLLS = 50;

    final Tally tally;
    final F far;
    private final List<String> jvmOptions;
    private final GatewayHome home;
    private RunningGateway gateway;

    /** A function that is there and a gateway that runs, as most proofs have them. */
    static Stage<CountingFunction> ofFunction(
            int devices, int streams, List<String> jvmOptions, Consumer<Payload> witness)
            throws IOException, InterruptedException {
        return of(devices, streams, jvmOptions, tally -> new CountingFunction(tally, witness));
    }

    /**
     * A far end that is there and a gateway that runs.
     *
     * @param devices numbers that devices have
     * @param streams of the destination
     * @param jvmOptions of the gateway
     * @param maker makes the far end
     */
    static <F extends FarEnd> Stage<F> of(
            int devices, int streams, List<String> jvmOptions, FarEnd.Maker<F> maker)
            throws IOException, InterruptedException {
        Tally tally = new Tally(devices);
        F far = maker.make(tally);
        return new Stage<>(GatewayHome.create(far.sink(), streams, 0), tally, far, jvmOptions);
    }

    /** The same in a folder that is prepared already, with a far end that is there. */
    Stage(GatewayHome home, Tally tally, F far, List<String> jvmOptions)
            throws IOException, InterruptedException {
        this.home = home;
        this.tally = tally;
        this.far = far;
        this.jvmOptions = jvmOptions;
        try {
            restart();
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    RunningGateway gateway() {
        return gateway;
    }

    /** Starts the gateway again on the same folder. */
    void restart() throws IOException, InterruptedException {
        gateway = RunningGateway.start(home, jvmOptions);
        far.gatewayIsUp(gateway.port());
    }

    /** Kills the gateway as a power cut would. */
    void kill() throws IOException, InterruptedException {
        gateway.kill();
        far.gatewayIsGone();
    }

    /** Connects devices. */
    Load connect(LoadPlan plan, Fleet fleet, boolean steadfast)
            throws IOException, InterruptedException {
        Load load = new Load(plan, fleet, steadfast);
        try {
            load.connect(CONNECT);
            return load;
        } catch (IOException | InterruptedException e) {
            load.close();
            throw e;
        }
    }

    /** Waits until nothing waits in the lanes and nothing more arrives. */
    boolean drain(Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        long last = -1;
        while (System.nanoTime() < deadline) {
            long now = far.progress();
            if (now == last && gateway.ledger().waiting() == 0) {
                return true;
            }
            last = now;
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        return false;
    }

    /**
     * The ledger; it may be asked while messages move, so a difference counts only if it stays (a
     * mismatch is an alarm after 5 s).
     */
    Lanes.Account balancedLedger() throws IOException, InterruptedException {
        Lanes.Account account = gateway.ledger();
        for (int i = 0; i < BALANCED_WITHIN_POLLS && account.difference() != 0; i++) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            account = gateway.ledger();
        }
        return account;
    }

    /** The end of every proof: nothing lost, nothing waiting, nothing buried, all booked. */
    Balance settle(Verdict.Builder verdict, Load load, Duration limit)
            throws IOException, InterruptedException {
        return settle(verdict, load.acknowledged(), limit);
    }

    /** The same, of what devices know to be acknowledged. */
    Balance settle(Verdict.Builder verdict, List<Sequences> acknowledged, Duration limit)
            throws IOException, InterruptedException {
        boolean drained = drain(limit);
        far.count();
        Balance balance = arrived(acknowledged);
        Lanes.Account account = balancedLedger();
        verdict.must(drained, "the backlog must drain within " + limit)
                .fact("acknowledged", balance.acknowledged())
                .fact("received", balance.received())
                .fact("received though never acknowledged", balance.unacknowledged())
                .fact("duplicates", balance.duplicates())
                .atMost("lost", balance.lost(), 0)
                .atMost("dead", account.dead(), 0)
                .fact("ledger", account)
                .atMost("ledger difference", Math.abs(account.difference()), 0);
        return balance;
    }

    /** What left the last lane may still be on its way, on a busy machine. */
    private Balance arrived(List<Sequences> acknowledged) throws InterruptedException {
        Balance balance = Balance.of(acknowledged, tally);
        for (int i = 0; i < BALANCED_WITHIN_POLLS && balance.lost() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            balance = Balance.of(acknowledged, tally);
        }
        return balance;
    }

    @Override
    public void close() throws IOException {
        if (gateway != null) {
            gateway.close();
        }
        far.close();
        home.close();
    }
}
