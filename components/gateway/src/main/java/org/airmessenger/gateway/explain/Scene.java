/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import org.airmessenger.control.files.Places;
import org.airmessenger.control.model.Model;
import org.airmessenger.gateway.guard.Guard;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Lanes;

import java.nio.file.Path;

/**
 * What a question is asked against.
 *
 * @param files the folder in which routes and Kamelets lie, as they are in force
 * @param model the four files, in force or as they are read
 * @param places where their entries stand, or null if the files have changed since
 * @param guard whose limits count, or null: all of them are full
 * @param lanes how the lanes do, or null: no gateway runs
 * @param broker whether anything can be kept, or null: no gateway runs
 */
public record Scene(
        Path files, Model model, Places places, Guard guard, Lanes lanes, Broker broker) {

    /** Of files alone, without a gateway. */
    public static Scene offline(Path home, Model model, Places places) {
        return new Scene(home, model, places, null, null, null);
    }

    boolean isLive() {
        return broker != null;
    }
}
