/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;

/**
 * Reads what ends in a reason code (MQTT 5.0, 3.4 to 3.7, 3.14 and 3.15).
 *
 * <pre>
 *  PUBACK, PUBREC, PUBREL, PUBCOMP   packet id | 5: reason code | properties
 *  DISCONNECT, AUTH                  5: reason code | properties
 * </pre>
 *
 * Properties, and then the code, may be left out.
 */
final class AnswerReader {

    private static final int[] RECEIVED = {0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99};
    private static final int[] RELEASED = {0, 0x92};
    private static final int[] GOODBYE = {
        0, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99
    };
    private static final int[] AUTHENTICATE = {0x18, 0x19};

    private AnswerReader() {}

    static MqttMessageIdVariableHeader answer(Fields fields, boolean five, MqttMessageType type) {
        int id = fields.packetId();
        boolean last = type == MqttMessageType.PUBREL || type == MqttMessageType.PUBCOMP;
        byte code = five ? code(fields, last ? RELEASED : RECEIVED) : 0;
        MqttProperties properties = five ? properties(fields, Place.ANSWER) : null;
        fields.mustEnd();
        return new MqttPubReplyMessageVariableHeader(id, code, properties);
    }

    static MqttReasonCodeAndPropertiesVariableHeader goodbye(Fields fields, boolean five) {
        byte code = five ? code(fields, GOODBYE) : 0;
        MqttProperties properties = five ? properties(fields, Place.DISCONNECT) : null;
        fields.mustEnd();
        return new MqttReasonCodeAndPropertiesVariableHeader(code, properties);
    }

    static MqttReasonCodeAndPropertiesVariableHeader authenticate(Fields fields) {
        // the code 0 may be left out, but only a server sends it
        byte code = fields.left() == 0 ? 0 : code(fields, AUTHENTICATE);
        MqttProperties properties = properties(fields, Place.AUTH);
        fields.mustEnd();
        return new MqttReasonCodeAndPropertiesVariableHeader(code, properties);
    }

    private static byte code(Fields fields, int[] known) {
        if (fields.left() == 0) {
            return 0;
        }
        int code = fields.u8("reason code");
        for (int each : known) {
            if (each == code) {
                return (byte) code;
            }
        }
        throw PacketException.protocolError(
                "the reason code must be one of its packet that a client sends but was 0x%02X"
                        .formatted(code));
    }

    private static MqttProperties properties(Fields fields, Place place) {
        return fields.left() == 0
                ? MqttProperties.NO_PROPERTIES
                : PropertyReader.read(fields, place);
    }
}
