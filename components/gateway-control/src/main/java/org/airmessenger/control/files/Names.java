/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Topics;

import java.util.regex.Pattern;

/** What names, filters and placeholders of the four files may look like. */
final class Names {

    /** {@code ${device}} in a policy's filter. */
    static final String DEVICE = "${device}";

    /** {@code ${tenant}} in a policy's filter. */
    static final String TENANT = "${tenant}";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private Names() {}

    /** Reports a name of a destination, rule, policy or Kamelet that breaks the grammar. */
    static void check(Fields fields, String key, String called, String name) {
        if (!NAME.matcher(name).matches()) {
            fields.problem(
                    Problem.BAD_NAME,
                    key,
                    called + " must match " + NAME + " but was " + Quoted.of(name));
        }
    }

    /** Reports a device id or tenant that breaks the grammar of {@link DeviceIds}. */
    static void checkId(Fields fields, String key, String called, String id) {
        if (id != null && !DeviceIds.isValid(id)) {
            fields.problem(
                    Problem.BAD_NAME,
                    key,
                    called + " must match [A-Za-z0-9._:-]{1,128} but was " + Quoted.of(id));
        }
    }

    /** What is wrong with a rule's filter, or null. */
    static String problemOfFilter(String filter) {
        if (filter.startsWith("$")) {
            return "a filter must not begin with $ (no device can publish there) but was "
                    + Quoted.of(filter);
        }
        return Topics.problemOfFilter(filter);
    }

    /**
     * What is wrong with a policy's filter, in which the device and tenant may be named, or null.
     */
    static String problemOfTemplate(String filter) {
        if (filter.startsWith("$share/")) {
            return "a filter must be written without $share/<group>/ (it holds for shared"
                    + " subscriptions too) but was "
                    + Quoted.of(filter);
        }
        String filled = filter.replace(DEVICE, "d").replace(TENANT, "t");
        if (filled.contains("${")) {
            return "a filter may name only ${device} and ${tenant} but was " + Quoted.of(filter);
        }
        return Topics.problemOfFilter(filled);
    }

    /** Whether each <code>{{</code> has its <code>}}</code> and a name between them. */
    static boolean arePlaceholdersSound(String value) {
        int at = 0;
        while (true) {
            int open = value.indexOf("{{", at);
            int close = value.indexOf("}}", at);
            if (open < 0) {
                return close < 0;
            }
            int end = value.indexOf("}}", open + 2);
            if (close < open + 2 && close >= 0
                    || end < 0
                    || value.substring(open + 2, end).isBlank()) {
                return false;
            }
            int nested = value.indexOf("{{", open + 2);
            if (nested >= 0 && nested < end) {
                return false;
            }
            at = end + 2;
        }
    }
}
