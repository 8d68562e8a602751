/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 *
 * airwire/1 for small devices: all of the protocol that a device needs (PROTOCOL.md, whose sections are named
 * here), without sockets, clock, heap or threads. Bytes go in and out by aw_input and aw_output, time is a
 * parameter, and all memory is one aw_client. What was published at QoS 1 stays in its slot until the gateway
 * has it on disk; after a broken line aw_connect picks up where it was.
 */
#ifndef AIRWIRE_H
#define AIRWIRE_H

#include <stddef.h>
#include <stdint.h>

/* Bounds: change them for the memory there is. */
enum {
    AW_SLOTS = 8,             /* messages at QoS 1 that may wait for their acknowledgement */
    AW_SLOT_BYTES = 512,      /* topic, attributes and payload of one of them, at most 900 */
    AW_ALIASES = 8,           /* topics with a short name */
    AW_FILTERS = 4,           /* subscriptions */
    AW_NAME_BYTES = 128,      /* the longest topic of an alias, the longest filter */
    AW_IN_BYTES = 4096,       /* the longest frame that is taken (WELCOME may be that long, section 2) */
    AW_OUT_BYTES = 4096,      /* what waits for the socket */
    AW_IN_WINDOW = 32,        /* unresolved messages from the gateway: the bits of a map, at most 32 */
    AW_CREDIT_MESSAGES = 32,  /* granted ahead to the gateway (section 9) */
    AW_CREDIT_BYTES = 32768,
    AW_IDLE_SECONDS = 60,     /* something goes over the line within this time (section 5.8) */
    AW_ATTRIBUTES = 64,       /* of one frame (section 2) */
    AW_RANGES = 32            /* of one acknowledgement (section 5.2) */
};

enum { AW_PAD, AW_SEND, AW_ACK, AW_NACK, AW_SKIP, AW_CREDIT, AW_BIND, AW_SUBSCRIBE, AW_PING, AW_BATCH,
       AW_HELLO, AW_WELCOME, AW_BYE, AW_RESULT, AW_TOKEN, AW_EXTENDED };

/* Codes (section 5.12). From 0x80 on: a violation, the line is closed. */
enum { AW_OK, AW_TOPIC_INVALID, AW_NOT_ALLOWED, AW_TOO_LARGE, AW_PAYLOAD_REFUSED, AW_EXPIRED, AW_UNSUPPORTED,
       AW_NO_RECEIVER, AW_MESSAGE_MALFORMED,
       AW_AGAIN_MAY_HELP = 0x20, AW_BUSY = 0x21, AW_UNKNOWN_ALIAS = 0x24, AW_FAILED = 0x25,
       AW_NOT_AUTHENTICATED = 0x44, AW_IDLE = 0x62,
       AW_MALFORMED = 0x80, AW_FRAME_TOO_LARGE, AW_CREDIT_EXCEEDED, AW_ACK_INVALID, AW_BAD_BATCH, AW_CONTROL_FLOOD,
       AW_BAD_STATE, AW_NON_MINIMAL, AW_BAD_SEQUENCE, AW_UNSUPPORTED_CRITICAL };

/* Tags of a message's attributes (section 6). Those of a list ascend. */
enum { AW_EXPIRES_IN = 0x00, AW_PRIORITY = 0x04, AW_CONTENT_TYPE = 0x0a, AW_ID = 0x0e, AW_UUID = 0x12, AW_ORIGIN = 0x16,
       AW_AGAIN = 0x18, AW_TRACE = 0x1e, AW_REPLY_TO = 0x22, AW_CORRELATION = 0x26, AW_CONTENT_ENCODING = 0x2a,
       AW_KEY_ID = 0x2e, AW_TIME = 0x30, AW_DEVICE = 0x36, AW_TENANT = 0x3a, AW_DOOR = 0x3e, AW_HOPS = 0x42,
       AW_USER = 0xfe };

typedef struct {
    uint64_t tag;
    uint64_t number;      /* of kind 0 */
    const uint8_t *bytes; /* of kind 1; text is not ended by a zero */
    uint32_t length;
} aw_attribute;

/* A frame, read. Pointers lead into what was read. */
typedef struct {
    uint8_t type, flags;
    uint8_t critical;     /* has a critical attribute that nobody knows (section 11) */
    uint8_t qos;
    uint64_t number;      /* SEQ, CUM, REQUEST, REFERENCE, NUMBER, or MIN, VERSION */
    uint64_t other;       /* LAST, FRAG, VALUE, MESSAGES, RAW, or MAX */
    uint64_t alias, code, retry, bytes;
    const uint8_t *topic; /* or filter */
    uint32_t topic_length;
    uint32_t ranges;
    uint64_t gaps[AW_RANGES], lengths[AW_RANGES];
    uint32_t count;
    aw_attribute attributes[AW_ATTRIBUTES];
    const uint8_t *payload;
    uint32_t length;
} aw_frame;

/* Whether a whole frame is there. Its length, 0 if more must come, or -code; limit and allowed types (bit 1 << type) are judged by its first bytes. */
int32_t aw_frame_length(const uint8_t *in, size_t there, uint32_t limit, uint32_t allowed);
/* Reads one whole frame; width of sequence numbers 2 or 4. 0 or a code. */
int aw_read_frame(const uint8_t *in, size_t length, int width, aw_frame *frame);
/* Writes one frame. Its length, or 0 if it does not fit into room. */
size_t aw_write_frame(const aw_frame *frame, int width, uint8_t *out, size_t room);
/* An integer (section 2): how many bytes it took, 0 if more must come, -1 if it is not in its shortest form. */
int aw_read_varint(const uint8_t *in, size_t there, uint64_t *value);
size_t aw_write_varint(uint64_t value, uint8_t *out, size_t room);

/* A message, in either direction. */
typedef struct {
    const char *topic;    /* of topic_length bytes; NULL: that of the alias */
    uint32_t topic_length;
    uint32_t alias;
    int qos;
    const aw_attribute *attributes;
    uint32_t count;
    const uint8_t *payload;
    uint32_t length;
} aw_message;

/* What the device is told, from inside aw_input, aw_output and aw_tick. Any may be NULL. */
typedef struct {
    /* A message came. At QoS 1: AW_OK only once it is kept (it is acknowledged then), or a code below 0x40. */
    uint8_t (*message)(void *context, const aw_message *message);
    /* A message at QoS 1 is on the gateway's disk (AW_OK), or will not be: why. */
    void (*done)(void *context, uint32_t ticket, uint8_t code);
    /* A subscription is in force (AW_OK), or not: why. */
    void (*subscribed)(void *context, uint32_t subscription, uint64_t code);
    /* The line is ready; with the session of before, or a new one. */
    void (*ready)(void *context, int resumed);
    /* The line is closed by a code; not to come back before so many milliseconds. */
    void (*closed)(void *context, uint64_t code, uint64_t retry_ms);
} aw_handlers;

enum { AW_FREE, AW_QUEUED, AW_SENT, AW_WAITING, AW_DUE, AW_SKIPPING };

typedef struct {
    uint8_t state, lane, again, anew, told, code, origin_length;
    int16_t alias;                     /* -1: the topic is in data */
    uint16_t topic, early, late, payload; /* lengths in data; early: attributes that stand before ORIGIN */
    uint32_t ticket;
    uint64_t number, due, expires_at;  /* milliseconds; 0 never */
    uint8_t origin[32];                /* section 7.5 */
    uint8_t data[AW_SLOT_BYTES];
} aw_slot;

typedef struct {
    char name[AW_NAME_BYTES];
    uint16_t length;
    uint8_t qos, due, refused;
} aw_name;

typedef struct {
    const aw_handlers *handlers;
    void *context;
    const char *device;                /* whom the certificate or token proves, or NULL */
    const uint8_t *token;              /* or NULL */
    uint32_t token_length;
    uint8_t state, ack_due, have_session, turn, pings;
    uint32_t tickets, connections, dropped; /* dropped: QoS 0 without credit or room */
    uint8_t session[16];
    uint64_t attach;
    uint64_t out_epoch, out_next, out_cum, in_epoch, in_cum;
    uint32_t in_map;                   /* bit i: in_cum + 1 + i is resolved */
    uint64_t binds_sent;
    uint64_t peer_window, peer_aliases, peer_frame;
    uint64_t credit, credit_bytes, reserve, reserve_bytes, used, used_bytes;         /* what the gateway grants */
    uint64_t granted, granted_bytes, taken, taken_bytes;                             /* what we grant */
    uint64_t idle_ms, heard, spoke, ends_at, budget_at;
    int32_t budget, their_budget;      /* control frames of ours and of the gateway, thousandths (section 9) */
    aw_slot slots[AW_SLOTS];
    aw_name aliases[AW_ALIASES], filters[AW_FILTERS];
    uint32_t in_length, out_length;
    uint8_t in[AW_IN_BYTES + 4], out[AW_OUT_BYTES];
    aw_frame frame;
} aw_client;

enum { AW_CLOSED, AW_HELLO_SENT, AW_READY, AW_DRAINING }; /* aw_client.state (section 4) */
enum { AW_FULL = -1, AW_INVALID = -2, AW_NO_LINE = -3 };  /* instead of a ticket */

/* Once, before anything else. device may be NULL. Handlers and device must stay where they are. */
void aw_init(aw_client *client, const aw_handlers *handlers, void *context, const char *device);
/* A new TLS connection is there: says HELLO, with the session of before if there was one. */
void aw_connect(aw_client *client, uint64_t now_ms);
/* Bytes came. */
void aw_input(aw_client *client, const uint8_t *bytes, size_t length, uint64_t now_ms);
/* What is to be written, and how much; then aw_written tells how much of it was. */
size_t aw_output(aw_client *client, const uint8_t **bytes, uint64_t now_ms);
void aw_written(aw_client *client, size_t length);
/* At least once a second. */
void aw_tick(aw_client *client, uint64_t now_ms);
/* Gives a topic a number: messages to it cost 3 to 5 bytes. AW_OK or AW_INVALID; the same alias keeps its topic. */
int aw_alias(aw_client *client, uint32_t alias, const char *topic);
/* Subscribes, now and after each new connection. The number of the subscription, AW_FULL or AW_INVALID. */
int aw_subscribe(aw_client *client, const char *filter, int qos);
/* Publishes. A ticket from 1, 0 at QoS 0, or AW_FULL (try again after done), AW_INVALID, AW_NO_LINE (QoS 0 only). */
int64_t aw_publish(aw_client *client, const aw_message *message, uint64_t now_ms);
/* Whether everything published at QoS 1 has its outcome. */
int aw_is_settled(const aw_client *client);
/* Leaves: the gateway answers, then the line is closed. The session stays there for a while. */
void aw_leave(aw_client *client, uint64_t now_ms);

const char *aw_code_name(uint64_t code);
const aw_attribute *aw_find(const aw_attribute *attributes, uint32_t count, uint64_t tag);
aw_attribute aw_text(uint64_t tag, const char *text);
aw_attribute aw_number(uint64_t tag, uint64_t number);

#endif
