/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 *
 * Tests of airwire.c: the golden vectors of the protocol, conversations byte by byte, and frames gone wrong.
 *   airwire_test vectors.json
 */
#include "airwire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures, checks;

static void expect(int holds, const char *what, const char *name) {
    checks++;
    if (holds) return;
    failures++;
    printf("FAILED  %s: %s\n", name, what);
}

/* ---- the golden vectors ------------------------------------------------------------------------------------ */

static size_t unhex(const char *hex, size_t length, uint8_t *out) {
    for (size_t i = 0; i + 1 < length; i += 2) {
        char pair[3] = {hex[i], hex[i + 1], 0};
        out[i / 2] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return length / 2;
}

typedef struct {
    char name[128], code[32], state[8], hex[20480];
    uint8_t bytes[10240];
    size_t length;
    unsigned long long value;
    int width;
} vector;

static uint32_t allowed_in(const char *state) {
    if (strcmp(state, "OPEN") == 0) return 1u << AW_HELLO;
    if (strcmp(state, "HELLO") == 0) return 1u << AW_WELCOME | 1u << AW_BYE;
    return 0xffffu & ~(1u << AW_PAD | 1u << AW_HELLO | 1u << AW_WELCOME);
}

static void integer(const vector *v) {
    uint64_t value = 0;
    uint8_t bytes[8], again[8];
    size_t length = unhex(v->hex, strlen(v->hex), bytes);
    expect(aw_read_varint(bytes, length, &value) == (int)length && value == v->value, "is read", v->hex);
    expect(length < 2 || aw_read_varint(bytes, length - 1, &value) == 0, "waits for all of it", v->hex);
    size_t size = aw_write_varint(v->value, again, sizeof again);
    expect(size == length && memcmp(again, bytes, length) == 0, "is written back", v->hex);
}

static void frame_is_read_and_written_back(const vector *v) {
    static aw_frame frame;
    static uint8_t again[10240];
    uint32_t all = 0xffff;
    for (size_t some = 0; some < v->length; some++) {
        expect(aw_frame_length(v->bytes, some, 65536, all) == 0, "waits for all of it", v->name);
    }
    expect(aw_frame_length(v->bytes, v->length, 65536, all) == (int32_t)v->length, "is whole", v->name);
    int code = aw_read_frame(v->bytes, v->length, v->width, &frame);
    if (frame.type == AW_BATCH) { /* towards a device that announced no codecs */
        expect(code == AW_BAD_BATCH, "is refused, since no codec was announced", v->name);
        return;
    }
    expect(code == 0, "is read", v->name);
    size_t length = aw_write_frame(&frame, v->width, again, sizeof again);
    expect(length == v->length && memcmp(again, v->bytes, length) == 0, "is written back", v->name);
    expect(aw_write_frame(&frame, v->width, again, v->length - 1) == 0, "is not written beyond its room", v->name);
}

static void frame_is_refused(const vector *v) {
    static aw_frame frame;
    uint32_t limit = strcmp(v->state, "READY") == 0 ? 65536 : 4096;
    int32_t length = aw_frame_length(v->bytes, v->length, limit, allowed_in(v->state));
    int code = length < 0 ? -length : length == 0 ? 0 : aw_read_frame(v->bytes, (size_t)length, 2, &frame);
    expect(code != 0 && strcmp(aw_code_name((uint64_t)code), v->code) == 0, aw_code_name((uint64_t)code), v->name);
}

static void one_vector(const char *chapter, vector *v) {
    v->length = unhex(v->hex, strlen(v->hex), v->bytes);
    if (strcmp(chapter, "integers") == 0) integer(v);
    if (strcmp(chapter, "frames") == 0) frame_is_read_and_written_back(v);
    if (strcmp(chapter, "refused") == 0) frame_is_refused(v);
}

static void copy(char *to, size_t room, const char *from, size_t length) {
    if (length >= room) exit((printf("vectors.json: too long: %.60s\n", from), 2));
    memcpy(to, from, length);
    to[length] = 0;
}

/* Walks vectors.json: chapters at depth 1, vectors at depth 3, of which it takes the keys that it knows. */
static int vectors(const char *json) {
    static vector v;
    char chapter[32] = "", key[32] = "";
    int depth = 0, count = 0, is_key = 1;
    for (const char *at = json; *at != 0; at++) {
        if (*at == '{' || *at == '[') {
            depth++;
            is_key = *at == '{';
            if (depth == 3 && *at == '{') {
                memset(&v, 0, sizeof v);
                v.width = 2;
                strcpy(v.state, "READY");
            }
        } else if (*at == '}' || *at == ']') {
            if (depth == 3 && *at == '}') {
                one_vector(chapter, &v);
                count++;
            }
            depth--;
        } else if (*at == ':') {
            is_key = 0;
        } else if (*at == ',') {
            is_key = depth == 1 || depth == 3;
        } else if (*at == '"') {
            const char *begin = ++at;
            for (; *at != '"'; at++) at += *at == '\\';
            size_t length = (size_t)(at - begin);
            if (depth == 1 && is_key) copy(chapter, sizeof chapter, begin, length);
            if (depth == 3 && is_key) copy(key, sizeof key, begin, length);
            if (depth == 3 && !is_key) {
                if (strcmp(key, "name") == 0) copy(v.name, sizeof v.name, begin, length);
                if (strcmp(key, "code") == 0) copy(v.code, sizeof v.code, begin, length);
                if (strcmp(key, "state") == 0) copy(v.state, sizeof v.state, begin, length);
                if (strcmp(key, "hex") == 0) copy(v.hex, sizeof v.hex, begin, length);
            }
            if (depth == 5 && strcmp(key, "bytes") == 0 && at[1] == ',') { /* the first of a pair */
                size_t there = strlen(v.hex);
                copy(v.hex + there, sizeof v.hex - there, begin, length);
            }
        } else if (depth == 3 && !is_key && *at >= '0' && *at <= '9') {
            char *end;
            unsigned long long number = strtoull(at, &end, 10);
            if (strcmp(key, "value") == 0) v.value = number;
            if (strcmp(key, "width") == 0) v.width = (int)number;
            at = end - 1;
        }
    }
    return count;
}

/* ---- conversations ----------------------------------------------------------------------------------------- */

static aw_client device;
static char told[1024]; /* what the handlers were told since the last look */
static uint8_t verdict; /* on the next command */

static void tell(const char *format, unsigned long a, unsigned long b) {
    snprintf(told + strlen(told), sizeof told - strlen(told), format, a, b);
}

static uint8_t on_message(void *context, const aw_message *m) {
    (void)context;
    snprintf(told + strlen(told), sizeof told - strlen(told), "%.*s=%.*s ", (int)m->topic_length, m->topic, (int)m->length,
             (const char *)m->payload);
    return verdict;
}
static void on_done(void *context, uint32_t ticket, uint8_t code) { (void)context; tell("done %lu:%02lx ", ticket, code); }
static void on_subscribed(void *context, uint32_t n, uint64_t code) { (void)context; tell("sub %lu:%02lx ", n, (unsigned long)code); }
static void on_ready(void *context, int resumed) { (void)context; tell(resumed ? "resumed " : "ready ", 0, 0); }
static void on_closed(void *context, uint64_t code, uint64_t retry) {
    (void)context;
    tell("closed %02lx:%lu ", (unsigned long)code, (unsigned long)retry);
}

static const aw_handlers HANDLERS = {on_message, on_done, on_subscribed, on_ready, on_closed};

static void hear(const char *hex, uint64_t now) {
    uint8_t bytes[512];
    size_t length = unhex(hex, strlen(hex), bytes);
    for (size_t i = 0; i < length; i++) aw_input(&device, bytes + i, 1, now); /* byte by byte */
}

static void says(const char *hex, uint64_t now, const char *name) {
    const uint8_t *out;
    char written[2 * AW_OUT_BYTES + 1] = "";
    size_t length = aw_output(&device, &out, now);
    for (size_t i = 0; i < length; i++) sprintf(written + 2 * i, "%02x", out[i]);
    aw_written(&device, length);
    expect(strcmp(written, hex) == 0, written, name);
}

static void is_told(const char *what, const char *name) {
    expect(strcmp(told, what) == 0, told, name);
    told[0] = 0;
}

/* WELCOMEs with session 00 … 0f: a new one (window 64, 64 aliases, credit of 64 messages and 262144 bytes), and others */
#define ID "000102030405060708090a0b0c0d0e0f"
#define NEW "29b0010440400840400c404010800400002a17" ID "01010101010000"
#define ONE_CREDIT "28b0010440400840400c0110800400002a17" ID "01010101010000"
#define WINDOW_OF_2 "28b00104020840400c404010800400002a17" ID "01010101010000"
#define RESUMED_HAS_2 "2bb3010440400840400c404010800400002a19" ID "020101010100010000"

static void connected(const char *welcome, uint64_t now) {
    const uint8_t *out;
    aw_connect(&device, now);
    aw_written(&device, aw_output(&device, &out, now));
    told[0] = 0;
    hear(welcome, now);
}

static void begins(const char *welcome) {
    verdict = AW_OK;
    aw_init(&device, &HANDLERS, NULL, NULL);
    connected(welcome, 0);
    is_told("ready ", "begins");
}

static int64_t publish(const char *topic, const char *body, uint64_t now) {
    aw_message m = {topic, topic == NULL ? 0 : (uint32_t)strlen(topic), 0, 1, NULL, 0, (const uint8_t *)body,
                    (uint32_t)strlen(body)};
    return aw_publish(&device, &m, now);
}

static void a_bound_alias_costs_five_bytes(const char *name) {
    begins(NEW);
    expect(aw_alias(&device, 0, "a/b") == AW_OK, "is an alias", name);
    expect(aw_alias(&device, 0, "a/c") == AW_INVALID, "keeps its topic", name);
    publish(NULL, "x", 0);
    publish(NULL, "y", 0);
    says("06600003612f62" "051100010078" "051100020079", 0, name);
    hear("03200002", 1);
    is_told("done 1:00 done 2:00 ", name);
    expect(aw_is_settled(&device), "is settled", name);
}

static void a_lost_nack_and_a_resume_lose_nothing(const char *name) {
    begins(NEW);
    aw_alias(&device, 0, "a/b");
    publish(NULL, "x", 0);
    publish(NULL, "y", 0);
    says("06600003612f62" "051100010078" "051100020079", 0, name);
    aw_connect(&device, 5); /* the gateway kept 2 and refused 1, but nobody heard of it */
    says("3ba00101005000" "0420" "0c20" "1080008000" "143c" "2a17" ID "02010301010000" "360b616972776972652d632f31" "3e020100", 5, name);
    hear(RESUMED_HAS_2, 6);
    is_told("done 2:00 resumed ", name);
    says("051100010078", 6, name);
    hear("03200002", 7);
    is_told("done 1:00 ", name);
}

static void a_forgotten_session_sends_again_with_its_first_identity(const char *name) {
    begins(NEW);
    publish("a/b", "x", 0);
    says("0813000103612f6278", 0, name);
    connected(NEW, 1);
    is_told("ready ", name);
    says("1f17000103612f6216" "1612" ID "0101" "1801" "78", 1, name);
}

static void not_now_is_sent_again_under_its_number(const char *name) {
    begins(NEW);
    publish("a/b", "x", 0);
    says("0813000103612f6278", 0, name);
    hear("063000012143e8", 0);
    says("", 999, name);
    says("0813000103612f6278", 1000, name);
    is_told("", name);
}

static void refused_for_good_is_skipped_until_it_is_acknowledged(const char *name) {
    begins(NEW);
    publish("a/b", "x", 0);
    says("0813000103612f6278", 0, name);
    hear("0530000102" "00", 0);
    says("03400001", 0, name);
    is_told("", name);
    expect(!aw_is_settled(&device), "keeps its number", name);
    hear("03200001", 0);
    is_told("done 1:02 ", name);
}

static void what_would_fill_the_window_gets_a_new_number(const char *name) {
    begins(WINDOW_OF_2);
    publish("a/b", "x", 0);
    publish("a/b", "y", 0);
    publish("a/b", "z", 0);
    says("0813000103612f6278" "0813000203612f6279", 0, name);
    hear("063000012267" "10" "0621000001" "0000", 0);
    is_told("done 2:00 ", name);
    says("03400001", 0, name);
    hear("03200002", 0);
    says("0813000303612f6278" "0813000403612f627a", 0, name);
    hear("03200004", 0);
    is_told("done 1:00 done 3:00 ", name);
}

static void nothing_goes_beyond_the_credit(const char *name) {
    begins(ONE_CREDIT);
    publish("a/b", "x", 0);
    publish("a/b", "y", 0);
    says("0813000103612f6278", 0, name);
    hear("065002" "80040000", 0);
    says("0813000203612f6279", 0, name);
}

static void the_urgent_goes_first(const char *name) {
    begins(ONE_CREDIT);
    aw_attribute urgent = aw_number(AW_PRIORITY, 9);
    aw_message m = {"a/b", 3, 0, 1, &urgent, 1, (const uint8_t *)"!", 1};
    publish("a/b", "x", 0);
    aw_publish(&device, &m, 0);
    says("0b17000103612f62" "02" "0409" "21", 0, name);
}

static void time_that_is_up_ends_a_message(const char *name) {
    begins(NEW);
    aw_attribute life = aw_number(AW_EXPIRES_IN, 2);
    aw_message m = {"a/b", 3, 0, 1, &life, 1, (const uint8_t *)"x", 1};
    aw_publish(&device, &m, 0);
    says("0b17000103612f62" "02" "0001" "78", 1000, name);
    hear("0530000121" "00", 2000);
    says("03400001", 2000, name);
    hear("03200001", 2000);
    is_told("done 1:05 ", name);
}

static void a_command_is_acknowledged_once_it_is_kept(const char *name) {
    begins(NEW);
    hear("0913000103742f616131", 0);
    says("03200001", 0, name);
    verdict = AW_BUSY;
    hear("0913000203742f616132", 0);
    verdict = AW_OK;
    hear("0913000303742f616133", 0);
    is_told("t/a=a1 t/a=a2 t/a=a3 ", name);
    says("0530000221" "00" "0621000101" "0000", 0, name);
    hear("0913000103742f616131", 0); /* a copy */
    says("0621000101" "0000", 0, name);
    hear("03400002", 0); /* given up */
    says("03200003", 0, name);
    hear("0913000203742f616132", 0);
    says("03200003", 0, name);
    is_told("", name);
}

static void subscriptions_come_again_with_each_connection(const char *name) {
    begins(NEW);
    expect(aw_subscribe(&device, "t/#", 1) == 0, "is the first", name);
    says("07700003742f2301", 0, name);
    hear("04d0000001", 0);
    is_told("sub 0:00 ", name);
    connected(RESUMED_HAS_2, 1); /* a gateway that makes up what was never sent */
    is_told("closed 83:0 ", name);
    connected("29b1010440400840400c404010800400002a17" ID "03010101010000", 2);
    is_told("resumed ", name);
    says("07700003742f2301", 2, name);
}

static void credit_is_given_on(const char *name) {
    char hex[32];
    begins(NEW);
    for (int i = 1; i <= 15; i++) {
        sprintf(hex, "0713%04x01740000", i);
        hex[16] = 0;
        hear(hex, 0);
    }
    says("0320000f", 0, name);
    hear("0713001001740000", 0);
    says("03200010" "0650" "30" "80008070", 0, name);
    told[0] = 0;
}

static void what_breaks_a_rule_closes_the_line(const char *name) {
    static const struct { const char *hears, *says, *told; } cases[] = {
        {"03200001", "04c0408300", "closed 83:0 "},         /* an ACK of what was never sent */
        {"053000010200", "04c0408300", "closed 83:0 "},     /* a NACK of it */
        {"0913002203742f616131", "04c0408800", "closed 88:0 "}, /* number 34: beyond CUM + 32 */
        {"0400", "04c0408600", "closed 86:0 "},             /* PAD has no place on a stream */
        {"02f001", "04c0408900", "closed 89:0 "},           /* an extended frame that is critical */
        {"5001", "04c0408100", "closed 81:0 "},             /* longer than MAX_FRAME, known by its first bytes */
        {"0a1b000103742f61006131", "04c0408000", "closed 80:0 "}, /* a fragment: MAX_MESSAGE was not announced */
        {"04c0406000", "03c00000", "closed 60:0 "}};        /* it goes down */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begins(NEW);
        hear(cases[i].hears, 0);
        is_told(cases[i].told, cases[i].hears);
        says(cases[i].says, 0, cases[i].hears);
    }
    begins(NEW);
    for (int i = 0; i < 201; i++) hear("0180", 0);
    is_told("closed 85:0 ", name);
}

static void a_silent_line_is_a_broken_one(const char *name) {
    begins(NEW);
    hear("09800123456789abcdef", 0);
    says("09810123456789abcdef", 0, name);
    aw_tick(&device, 30001);
    says("0180", 30001, name);
    hear("0181", 30002);
    aw_tick(&device, 60100);
    says("0180", 60100, name);
    aw_tick(&device, 120003);
    is_told("closed 62:0 ", name);
    says("04c0406200", 120003, name);
}

static void a_goodbye_is_answered(const char *name) {
    begins(NEW);
    aw_leave(&device, 0);
    says("03c00000", 0, name);
    hear("03c00000", 1);
    is_told("closed 00:0 ", name);
}

static void what_does_not_fit_is_refused_before_it_costs(const char *name) {
    static const uint8_t much[AW_SLOT_BYTES + 1];
    aw_attribute wrong = aw_number(AW_PRIORITY, 10);
    aw_message large = {"a", 1, 0, 1, NULL, 0, much, sizeof much}, bad = {"a", 1, 0, 1, &wrong, 1, much, 1};
    begins(NEW);
    expect(aw_publish(&device, &large, 0) == AW_INVALID, "is too large", name);
    expect(aw_publish(&device, &bad, 0) == AW_INVALID, "is out of range", name);
    expect(publish("\xc0\xaf", "x", 0) == AW_INVALID, "is no text", name);
    for (int i = 0; i < AW_SLOTS; i++) expect(publish("a", "x", 0) > 0, "has room", name);
    expect(publish("a", "x", 0) == AW_FULL, "is full", name);
}

/* Frames gone wrong: whatever a gateway sends, nothing is read or written beyond its bounds (run it with sanitizers). */
static void anything_may_come(const char *name) {
    static const char *seeds[] = {"0913000103742f616131", "0621000001" "0000", "03200001", "063000012143e8", "03400001",
        "0541000100" "05", "065002" "80040000", "06600503612f62", "04d0000001", "09800123456789abcdef", "05f060000102",
        "04c0406000", "0b9009031005010410050203", "1b1512340502001e" "000102030405060708090a0b0c0d0e0f10111213", NEW};
    uint32_t random = 2463534242u;
    unsigned long alive = 0;
    for (int round = 0; round < 200000; round++) {
        uint8_t bytes[64];
        const uint8_t *out;
        if (device.state != AW_READY) {
            begins(NEW);
            publish("a", "x", 0);
            aw_output(&device, &out, 0);
        }
        random ^= random << 13, random ^= random >> 17, random ^= random << 5;
        const char *seed = seeds[random % (sizeof seeds / sizeof seeds[0])];
        size_t length = unhex(seed, strlen(seed), bytes);
        for (uint32_t k = random >> 8 & 3; k > 0; k--) {
            random ^= random << 13, random ^= random >> 17, random ^= random << 5;
            bytes[random % length] = (uint8_t)(random >> 16);
        }
        aw_input(&device, bytes, length, (uint64_t)round * 20);
        aw_written(&device, aw_output(&device, &out, (uint64_t)round * 20));
        aw_tick(&device, (uint64_t)round * 20);
        alive += device.state == AW_READY;
        told[0] = 0;
    }
    expect(alive > 1000, "goes on with some", name);
}

#define RUN(test) test(#test)

int main(int count, char **arguments) {
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    static char json[1 << 20];
    if (file == NULL) {
        printf("usage: airwire_test vectors.json\n");
        return 2;
    }
    json[fread(json, 1, sizeof json - 1, file)] = 0;
    fclose(file);
    int read = vectors(json);
    expect(read > 250, "are all there", "vectors");
    RUN(a_bound_alias_costs_five_bytes);
    RUN(a_lost_nack_and_a_resume_lose_nothing);
    RUN(a_forgotten_session_sends_again_with_its_first_identity);
    RUN(not_now_is_sent_again_under_its_number);
    RUN(refused_for_good_is_skipped_until_it_is_acknowledged);
    RUN(what_would_fill_the_window_gets_a_new_number);
    RUN(nothing_goes_beyond_the_credit);
    RUN(the_urgent_goes_first);
    RUN(time_that_is_up_ends_a_message);
    RUN(a_command_is_acknowledged_once_it_is_kept);
    RUN(subscriptions_come_again_with_each_connection);
    RUN(credit_is_given_on);
    RUN(what_breaks_a_rule_closes_the_line);
    RUN(a_silent_line_is_a_broken_one);
    RUN(a_goodbye_is_answered);
    RUN(what_does_not_fit_is_refused_before_it_costs);
    RUN(anything_may_come);
    printf("%d golden vectors, %d checks, %d failed; a client has %zu bytes\n", read, checks, failures, sizeof device);
    if (failures == 0) printf("all as specified\n");
    return failures > 0;
}
