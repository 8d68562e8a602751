/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

class StatusTextTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private static String text(String json) throws Exception {
        return StatusText.of(new ObjectMapper().readTree(json.replace('\'', '"')), NOW);
    }

    @Test
    void isShortWhenAllIsWell() throws Exception {
        assertThat(
                        text(
                                "{'version':'1.2.3','uptimeSeconds':4000,'ready':true,'missing':[],'devices':1,"
                                        + "'doors':{'mqtt':8883,'mqtt-plain':0,'web':8443},'connections':{'mqtt':3,'web':0},"
                                        + "'broker':{'journal':'aio','dataDirectory':'/d','diskUsagePercent':9,"
                                        + "'diskFreeBytes':1610612736,'problem':'','memoryBytes':10,"
                                        + "'memoryMaxBytes':1048576,'version':'Artemis 2'},"
                                        + "'lanes':[{'destination':'cloud','state':'up','reason':'',"
                                        + "'waiting':{'urgent':0},'waitingBytes':{'urgent':0},"
                                        + "'oldestSeconds':0,'inFlight':0,'concurrency':8}],"
                                        + "'commands':{'waiting':0,'bytes':0,'mailboxes':0,'lines':1,'problem':''},"
                                        + "'reload':{'outcome':'none','text':'','problems':[]}}"))
                .isEqualToNormalizingNewlines(
                        """
                        ready         1.2.3, up 1 h 6 min
                        doors         mqtt 8883, web 8443; connected: 3 by mqtt
                        devices       1 known
                        journal       aio in /d, disk 9 % full, 1.5 GiB free
                        broker        Artemis 2, messages in memory 10 B of 1.0 MiB
                        cloud         up, nothing waits, in flight 0 of 8
                        commands      none wait, 1 connection to devices""");
    }

    @Test
    void saysWhyWhenSomethingIsNotWell() throws Exception {
        assertThat(
                        text(
                                "{'version':'1','uptimeSeconds':5,'ready':false,'missing':['no door is open'],"
                                        + "'devices':2,'doors':{'mqtt':0},'connections':{},"
                                        + "'broker':{'journal':'nio','dataDirectory':'/d','diskUsagePercent':99,"
                                        + "'diskFreeBytes':5,'problem':'AIR-1011 the disk is full'},"
                                        + "'lanes':[{'destination':'cloud','state':'away','reason':'503',"
                                        + "'waiting':{'bulk':0,'normal':2,'urgent':1},"
                                        + "'waitingBytes':{'bulk':0,'normal':2048,'urgent':512},"
                                        + "'oldestSeconds':90000,'inFlight':1,'concurrency':8}],"
                                        + "'orphans':{'gone':1},"
                                        + "'commands':{'waiting':2,'bytes':20,'mailboxes':1,'lines':0,"
                                        + "'problem':'AIR-1511 slow'},"
                                        + "'links':[{'name':'region','peer':'h:1','state':'down',"
                                        + "'reason':'refused','sinceMillis':1795953540000}],"
                                        + "'reload':{'at':'T','outcome':'refused','text':'why','problems':['f:1: x']}}"))
                .isEqualToNormalizingNewlines(
                        """
                        not ready     1, up 5 s
                          no door is open
                        doors         all are closed; connected: none
                        devices       2 known
                        journal       nio in /d, disk 99 % full, 5 B free
                        problem       AIR-1011 the disk is full
                        cloud         away (503), waiting 1 urgent, 2 normal (2.5 KiB), oldest 1 d 1 h, in flight 1 of 8
                        gone          1 message, but no such destination is configured
                        commands      waiting 2 (20 B) for 1 device, 0 connections to devices: AIR-1511 slow
                        link          region to h:1 down (refused), for 1 min 0 s
                        reload        refused at T: why
                          f:1: x""");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1125899906842624, 1024.0 TiB",
        "9223372036854775807, 8388608.0 TiB"
    })
    void tellsBytesInTheirUnit(long bytes, String text) {
        assertThat(StatusText.bytes(bytes)).isEqualTo(text);
    }
}
