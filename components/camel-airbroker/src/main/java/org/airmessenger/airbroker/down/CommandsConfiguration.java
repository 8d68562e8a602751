/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;

import java.util.ArrayList;
import java.util.List;

/** How much may wait for devices, and for how long. Sizes in bytes, durations in milliseconds. */
@UriParams
public class CommandsConfiguration implements Cloneable {

    @UriParam(
            label = "common",
            defaultValue = "1000",
            description = "Most commands that wait for one device (1-1000000).")
    private int maxCommands = 1000;

    @UriParam(
            label = "common",
            defaultValue = "1048576",
            description = "Most bytes that wait for one device (1000-1000000000).")
    private long maxCommandBytes = 1_048_576;

    @UriParam(
            label = "common",
            defaultValue = "1073741824",
            description = "Most bytes that wait for all devices together (1000000-1000000000000).")
    private long maxTotalCommandBytes = 1_073_741_824;

    @UriParam(
            label = "common",
            defaultValue = "refuse",
            enums = "refuse,drop-oldest",
            description =
                    "What happens to a command whose device has no room: it is refused, so its"
                            + " publisher is told, or the device's oldest is dropped for it.")
    private String commandOverflow = "refuse";

    @UriParam(
            label = "common",
            defaultValue = "604800000",
            description =
                    "How long a command waits that has no expiry of its own (1000-31536000000).")
    private long commandExpiryMillis = 604_800_000;

    @UriParam(
            label = "common",
            defaultValue = "20",
            description =
                    "Commands that an MQTT device may have in flight, if it does not ask for fewer (1-1000).")
    private int commandsInFlight = 20;

    @UriParam(
            label = "common",
            defaultValue = "8388608",
            description =
                    "Bytes of commands on their way that are held in memory, all devices together (100000-1000000000).")
    private long commandMemoryBytes = 8_388_608;

    @UriParam(
            label = "common",
            defaultValue = "100",
            description = "Most subscriptions of one line of a door other than MQTT's (1-100000).")
    private int maxLineFilters = 100;

    /** Returns a copy of its own. */
    public CommandsConfiguration copy() {
        try {
            return (CommandsConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    public int getMaxCommands() {
        return maxCommands;
    }

    public void setMaxCommands(int maxCommands) {
        this.maxCommands = maxCommands;
    }

    public long getMaxCommandBytes() {
        return maxCommandBytes;
    }

    public void setMaxCommandBytes(long maxCommandBytes) {
        this.maxCommandBytes = maxCommandBytes;
    }

    public long getMaxTotalCommandBytes() {
        return maxTotalCommandBytes;
    }

    public void setMaxTotalCommandBytes(long maxTotalCommandBytes) {
        this.maxTotalCommandBytes = maxTotalCommandBytes;
    }

    public String getCommandOverflow() {
        return commandOverflow;
    }

    public void setCommandOverflow(String commandOverflow) {
        this.commandOverflow = commandOverflow;
    }

    public long getCommandExpiryMillis() {
        return commandExpiryMillis;
    }

    public void setCommandExpiryMillis(long commandExpiryMillis) {
        this.commandExpiryMillis = commandExpiryMillis;
    }

    public int getCommandsInFlight() {
        return commandsInFlight;
    }

    public void setCommandsInFlight(int commandsInFlight) {
        this.commandsInFlight = commandsInFlight;
    }

    public long getCommandMemoryBytes() {
        return commandMemoryBytes;
    }

    public void setCommandMemoryBytes(long commandMemoryBytes) {
        this.commandMemoryBytes = commandMemoryBytes;
    }

    public int getMaxLineFilters() {
        return maxLineFilters;
    }

    public void setMaxLineFilters(int maxLineFilters) {
        this.maxLineFilters = maxLineFilters;
    }

    /**
     * Says everything that is wrong at once.
     *
     * @throws IllegalArgumentException with one line per problem
     */
    public void check() {
        List<String> problems = new ArrayList<>();
        range(problems, "maxCommands", maxCommands, 1, 1_000_000);
        range(problems, "maxCommandBytes", maxCommandBytes, 1_000, 1L << 31);
        range(problems, "maxTotalCommandBytes", maxTotalCommandBytes, 1_000_000, 1L << 42);
        range(problems, "commandExpiryMillis", commandExpiryMillis, 1_000, 31_536_000_000L);
        range(problems, "commandsInFlight", commandsInFlight, 1, 1_000);
        range(problems, "commandMemoryBytes", commandMemoryBytes, 100_000, 1L << 31);
        range(problems, "maxLineFilters", maxLineFilters, 1, 100_000);
        if (!"refuse".equals(commandOverflow) && !dropsOldest()) {
            problems.add(
                    "AIR-1515 commandOverflow must be refuse or drop-oldest but was "
                            + commandOverflow);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private static void range(
            List<String> problems, String option, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add(
                    "AIR-1515 %s must be %d to %d but was %d"
                            .formatted(option, least, most, value));
        }
    }

    boolean dropsOldest() {
        return "drop-oldest".equals(commandOverflow);
    }
}
