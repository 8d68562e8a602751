/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;

/** Shows the demo: one block that renews itself on a terminal, a line a second elsewhere. */
final class Screen {

    private static final int BAR = 30;
    private static final String ESCAPE = "\u001b[";

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean colour;
    private final long everyMillis;
    private int linesUp;
    private long mostWaiting = 1;
    private long next;

    /** Shows it here; renews itself if this is a terminal. */
    Screen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        this.colour = terminal && System.getenv("NO_COLOR") == null;
        this.everyMillis = terminal ? 100 : 1_000;
    }

    /** Whether the standard output is a terminal that understands cursor movements. */
    static boolean isTerminal() {
        String kind = System.getenv("TERM");
        if (System.console() == null || kind == null || kind.equals("dumb")) {
            return false;
        }
        try {
            // from JDK 22 on there is a console even if it is no terminal
            Method asked = java.io.Console.class.getMethod("isTerminal");
            return (boolean) asked.invoke(System.console());
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** One line about a step that is done before or after the show. */
    void step(String text) {
        out.println("  " + dim("· ") + text);
        out.flush();
    }

    /** Shows a moment, if it is time to. */
    void show(Moment moment, long nowMillis) {
        if (nowMillis < next) {
            return;
        }
        next = nowMillis + everyMillis;
        if (terminal) {
            block(moment);
        } else {
            out.println(line(moment));
        }
        out.flush();
    }

    private static String line(Moment now) {
        return String.format(
                Locale.ROOT,
                "  %3ds  %,5d msg/s  acknowledged %,d  urgent %s"
                        + "  batches %,d  waiting %,d  function %s",
                now.seconds(),
                now.perSecond(),
                now.acknowledged(),
                urgent(now),
                now.batches(),
                now.urgentWaiting() + now.normalWaiting(),
                now.function().words);
    }

    private void block(Moment now) {
        mostWaiting = Math.max(mostWaiting, now.normalWaiting());
        long full = BAR * now.normalWaiting() / mostWaiting;
        List<String> lines =
                List.of(
                        "",
                        row("time", progress(now)),
                        row("sensors", text("%,d msg/s over mutual TLS", now.perSecond())),
                        row(
                                "acknowledged",
                                text("%,d", now.acknowledged())
                                        + dim("  on disk before each answer")),
                        row("urgent", urgent(now) + dim(text("  %,d alarms", now.urgentCount()))),
                        row("delivered", text("%,d in %,d requests", now.arrived(), now.batches())),
                        row(
                                "waiting",
                                text(
                                                "urgent %,d   normal %,d  ",
                                                now.urgentWaiting(), now.normalWaiting())
                                        + paint("33", "▇".repeat((int) full))),
                        row("function", function(now)),
                        "");
        StringBuilder all = new StringBuilder();
        if (linesUp > 0) {
            all.append(ESCAPE).append(linesUp).append('A');
        }
        lines.forEach(line -> all.append(line).append(ESCAPE).append("K\n"));
        linesUp = lines.size();
        out.print(all);
    }

    private static String urgent(Moment now) {
        return now.urgentCount() == 0
                ? "none yet"
                : text("p50 %.1f ms  p99 %.1f ms", now.urgentP50(), now.urgentP99());
    }

    private String progress(Moment now) {
        long part = now.total() == 0 ? BAR : Math.min(BAR, BAR * now.seconds() / now.total());
        return paint("36", "━".repeat((int) part))
                + dim("━".repeat((int) (BAR - part)))
                + text("  %d of %d s", Math.min(now.seconds(), now.total()), now.total());
    }

    private String function(Moment now) {
        String mark =
                switch (now.function()) {
                    case HERE -> "32";
                    case AWAY -> "31";
                    case DRAINING -> "33";
                };
        return paint(mark, "● ") + now.function().words;
    }

    private String row(String name, String value) {
        return "  " + dim(String.format("%-14s", name)) + value;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private String dim(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return colour ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
