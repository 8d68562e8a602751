/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.List;
import java.util.ServiceLoader;

/**
 * The command {@code air}; a gateway that is started without an option begins at {@link Service}.
 * Exit codes: 0 done; 1 it could not be done, or what was checked is not well; 2 it was asked for
 * wrongly, or the configuration is wrong.
 */
@Command(
        name = "air",
        description = "A secure, low-latency message gateway between devices and the cloud.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Air {

    /** Done. */
    public static final int OK = 0;

    /** Could not be done, or not well. */
    public static final int FAILED = 1;

    /** Asked for wrongly, or configured wrongly. */
    public static final int WRONG = 2;

    private static final String RUN = "run";
    private static final List<Class<?>> COMMANDS =
            List.of(
                    InitCommand.class,
                    DoctorCommand.class,
                    StatusCommand.class,
                    DeviceCommand.class,
                    TokenCommand.class,
                    LedgerCommand.class,
                    DeadCommand.class,
                    SendCommand.class,
                    ListenCommand.class,
                    ExplainCommand.class,
                    TestCommand.class,
                    KameletCommand.class,
                    RouteCommand.class,
                    SchemaCommand.class,
                    CommandLine.HelpCommand.class);

    private Air() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        boolean run = arguments.length > 0 && arguments[0].equals(RUN);
        System.exit((run ? ofRun() : commandLine()).execute(arguments));
    }

    /** The commands, with those that other modules bring. */
    public static CommandLine commandLine() {
        CommandLine line = ofRun();
        COMMANDS.forEach(line::addSubcommand);
        ServiceLoader.load(ExtraCommand.class).forEach(line::addSubcommand);
        return configured(line);
    }

    /** The gateway alone: reading all the other commands would be a fifth of its start. */
    private static CommandLine ofRun() {
        CommandLine line = new CommandLine(new Air());
        line.addSubcommand(RUN, new RunCommand());
        return configured(line);
    }

    /** Reaches the commands that are there already, too: so it is called when all are. */
    private static CommandLine configured(CommandLine line) {
        line.setExecutionExceptionHandler(Air::report);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // an @ belongs to the command that takes it, such as the payload of explain
        line.setExpandAtFiles(false);
        return line;
    }

    private static int report(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        return Failures.report(failure, line.getErr());
    }
}
