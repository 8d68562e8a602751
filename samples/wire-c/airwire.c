/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 *
 * airwire/1 for small devices: see airwire.h. First the frames, which know no connection; then the session.
 */
#include "airwire.h"

#include <string.h>

/* ---- reading and writing bytes: a cursor that fails once and stays failed ---------------------------------- */

typedef struct {
    const uint8_t *at, *end;
    int code; /* 0 while all is well */
} aw_reader;

static void fail(aw_reader *in, int code) {
    if (in->code == 0) in->code = code;
    in->at = in->end;
}

static size_t left(const aw_reader *in) { return (size_t)(in->end - in->at); }

int aw_read_varint(const uint8_t *in, size_t there, uint64_t *value) {
    if (there == 0) return 0;
    int size = 1 << (in[0] >> 6);
    if (there < (size_t)size) return 0;
    uint64_t v = in[0] & 0x3f;
    for (int i = 1; i < size; i++) v = v << 8 | in[i];
    static const uint64_t least[] = {0, 64, 16384, 1073741824};
    *value = v;
    return v < least[in[0] >> 6] ? -1 : size;
}

size_t aw_write_varint(uint64_t value, uint8_t *out, size_t room) {
    int power = value < 64 ? 0 : value < 16384 ? 1 : value < 1073741824 ? 2 : 3;
    size_t size = (size_t)1 << power;
    if (room < size || value >> 62 != 0) return 0;
    for (size_t i = size; i-- > 0; value >>= 8) out[i] = (uint8_t)value;
    out[0] |= (uint8_t)(power << 6);
    return size;
}

static uint64_t varint(aw_reader *in, uint64_t min, uint64_t max) {
    uint64_t value = 0;
    int size = aw_read_varint(in->at, left(in), &value);
    if (size <= 0) {
        fail(in, size < 0 ? AW_NON_MINIMAL : AW_MALFORMED);
        return min;
    }
    in->at += size;
    if (value < min || value > max) {
        fail(in, AW_MALFORMED);
        return min;
    }
    return value;
}

static const uint64_t MOST = ((uint64_t)1 << 62) - 1;

static const uint8_t *octets(aw_reader *in, uint64_t length) {
    if (length > left(in)) {
        fail(in, AW_MALFORMED);
        return in->end;
    }
    in->at += length;
    return in->at - length;
}

static uint64_t fixed(aw_reader *in, int width) {
    if (left(in) < (size_t)width) {
        fail(in, AW_MALFORMED);
        return 0;
    }
    uint64_t value = 0;
    while (width-- > 0) value = value << 8 | *in->at++;
    return value;
}

/* Strict UTF-8 without U+0000 (RFC 3629). */
static int is_text(const uint8_t *s, uint64_t length) {
    for (uint64_t i = 0; i < length;) {
        uint8_t c = s[i++];
        int more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : (c & 0xf0) == 0xe0 ? 2 : c >= 0xf0 && c < 0xf5 ? 3 : -1;
        if (more < 0 || c == 0 || length - i < (uint64_t)more) return 0;
        if (more >= 2) {
            uint8_t least = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
            uint8_t most = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
            if (s[i] < least || s[i] > most) return 0;
        }
        for (; more > 0; more--) {
            if ((s[i++] & 0xc0) != 0x80) return 0;
        }
    }
    return 1;
}

static int is_visible(const uint8_t *s, uint64_t length) {
    for (uint64_t i = 0; i < length; i++) {
        if (s[i] < 0x21 || s[i] > 0x7e) return 0;
    }
    return 1;
}

static const uint8_t *text(aw_reader *in, uint64_t min, uint64_t max, uint32_t *length) {
    *length = (uint32_t)varint(in, min, max);
    const uint8_t *bytes = octets(in, *length);
    if (in->code == 0 && !is_text(bytes, *length)) fail(in, AW_MALFORMED);
    return bytes;
}

/* ---- attributes (sections 2, 3 and 6) ---------------------------------------------------------------------- */

enum { NUMBER, BYTES, TEXT, VISIBLE, TRACEPARENT, IDENTITY, GATEWAYS, PROPERTY, VIEW, COUNTS };

typedef struct {
    uint16_t tag;
    uint8_t form;
    uint64_t min, max; /* of the number, or of the length */
} aw_rule;

static const aw_rule OF_MESSAGES[] = {
    {AW_EXPIRES_IN, NUMBER, 1, 4294967295u}, {AW_PRIORITY, NUMBER, 0, 9},        {AW_CONTENT_TYPE, TEXT, 1, 8192},
    {AW_ID, VISIBLE, 1, 128},                {AW_UUID, BYTES, 16, 16},           {AW_ORIGIN, IDENTITY, 18, 32},
    {AW_AGAIN, NUMBER, 1, 1},                {AW_TRACE, TRACEPARENT, 25, 256},   {AW_REPLY_TO, TEXT, 1, 512},
    {AW_CORRELATION, BYTES, 0, 8192},        {AW_CONTENT_ENCODING, VISIBLE, 1, 128}, {AW_KEY_ID, VISIBLE, 1, 128},
    {AW_TIME, NUMBER, 0, UINT64_MAX},        {AW_DEVICE, TEXT, 1, 128},          {AW_TENANT, TEXT, 1, 128},
    {AW_DOOR, TEXT, 1, 32},                  {AW_HOPS, GATEWAYS, 1, 1024},       {AW_USER, PROPERTY, 2, 8194},
    {0, 0, 0, 0}};

enum { MAX_FRAME = 0x00, WINDOW = 0x04, MAX_ALIAS = 0x08, CREDIT_MESSAGES = 0x0c, CREDIT_BYTES = 0x10, IDLE = 0x14,
       CODECS = 0x1a, DICTIONARIES = 0x1e, SEQ32 = 0x20, MAX_BATCH = 0x24, SESSION = 0x2a, DEVICE = 0x2e, TOKEN = 0x33,
       AGENT = 0x36, MAX_MESSAGE = 0x38, ALIASES = 0x3e, REASON = 0x40, TOKEN_LIFE = 0x44, AWAKE = 0x48, ACK_DELAY = 0x4c };

static const aw_rule OF_GREETINGS[] = {
    {MAX_FRAME, NUMBER, 1024, 16777216}, {WINDOW, NUMBER, 1, 8192},         {MAX_ALIAS, NUMBER, 0, 16384},
    {CREDIT_MESSAGES, NUMBER, 0, UINT64_MAX}, {CREDIT_BYTES, NUMBER, 0, UINT64_MAX}, {IDLE, NUMBER, 1, 3600},
    {CODECS, BYTES, 1, 16},              {DICTIONARIES, BYTES, 8, 128},     {SEQ32, NUMBER, 0, 1},
    {MAX_BATCH, NUMBER, 1024, 16777216}, {SESSION, VIEW, 23, 1024},         {DEVICE, TEXT, 1, 128},
    {TOKEN, BYTES, 1, 3072},             {AGENT, TEXT, 1, 64},              {MAX_MESSAGE, NUMBER, 1024, 16777216},
    {ALIASES, COUNTS, 2, 16},            {REASON, NUMBER, 0, 16383},   {TOKEN_LIFE, NUMBER, 0, UINT64_MAX},
    {AWAKE, NUMBER, 1, 86400},           {ACK_DELAY, NUMBER, 0, 1000},      {0, 0, 0, 0}};

static const aw_rule OF_ANSWERS[] = {{0x02, TEXT, 0, 256}, {0, 0, 0, 0}};
static const aw_rule OF_BYE[] = {{0x02, TEXT, 0, 256}, {0x06, TEXT, 1, 255}, {0, 0, 0, 0}};
static const aw_rule OF_NOTHING[] = {{0, 0, 0, 0}};

/* Into a frame, or only looked at if it is NULL. */
static void ranges(aw_reader *in, uint64_t least, aw_frame *frame) {
    uint32_t count = (uint32_t)varint(in, least, AW_RANGES);
    uint64_t reach = 0;
    for (uint32_t i = 0; i < count && in->code == 0; i++) {
        uint64_t gap = varint(in, 0, MOST), length = varint(in, 0, MOST);
        /* up to MOST above cum; compared before it is added, as the sum may run over */
        uint64_t room = MOST - reach;
        if (room < 2 || gap > room - 2 || length > room - 2 - gap) {
            fail(in, AW_MALFORMED);
            return;
        }
        reach += 2 + gap + length;
        if (frame == NULL) continue;
        frame->gaps[i] = gap;
        frame->lengths[i] = length;
    }
    if (frame != NULL) frame->ranges = count;
}

typedef struct {
    const uint8_t *id;
    uint64_t attach, out_epoch, next, first, in_epoch, cum;
} aw_view;

static void view(aw_reader *in, aw_view *v, aw_frame *resolved) {
    v->id = octets(in, 16);
    v->attach = varint(in, 1, MOST);
    v->out_epoch = varint(in, 1, MOST);
    v->next = varint(in, 1, MOST);
    v->first = varint(in, 1, v->next);
    v->in_epoch = varint(in, 0, MOST);
    v->cum = varint(in, 0, MOST);
    ranges(in, 0, resolved);
}

/* Whether the bytes of an attribute are what its form wants. 0 or a code. */
static int of_form(int form, const uint8_t *bytes, uint32_t length) {
    aw_reader in = {bytes, bytes + length, 0};
    static const char version[] = "00-";
    switch (form) {
        case TEXT:
            return is_text(bytes, length) ? 0 : AW_MALFORMED;
        case VISIBLE:
            return is_visible(bytes, length) ? 0 : AW_MALFORMED;
        case TRACEPARENT:
            if (length == 25) return 0;
            return length >= 55 && is_visible(bytes, length) && memcmp(bytes, version, 3) != 0 ? 0 : AW_MALFORMED;
        case IDENTITY:
            octets(&in, 16);
            varint(&in, 1, MOST);
            varint(&in, 1, MOST);
            break;
        case COUNTS:
            varint(&in, 0, MOST);
            varint(&in, 0, MOST);
            break;
        case GATEWAYS:
            for (int hops = 1; left(&in) > 0; hops++) {
                uint32_t name;
                text(&in, 1, 63, &name);
                if (hops > 16) return AW_MALFORMED;
            }
            break;
        case PROPERTY: {
            uint32_t name;
            text(&in, 1, 8192, &name);
            if (in.code == 0 && (name + left(&in) > 8192 || !is_text(in.at, left(&in)))) return AW_MALFORMED;
            in.at = in.end;
            break;
        }
        case VIEW: {
            aw_view v;
            view(&in, &v, NULL);
            break;
        }
        default:
            return 0;
    }
    return in.code != 0 ? in.code : left(&in) > 0 ? AW_MALFORMED : 0;
}

static const aw_rule *rule_of(const aw_rule *rules, uint64_t tag) {
    for (const aw_rule *each = rules; each->max != 0; each++) {
        if (each->tag == tag) return each;
    }
    return NULL;
}

/* 0 or a code. */
static int check(const aw_rule *rules, const aw_attribute *a) {
    const aw_rule *rule = rule_of(rules, a->tag);
    if (rule == NULL) return 0;
    uint64_t size = (a->tag & 2) != 0 ? a->length : a->number;
    if (size < rule->min || size > rule->max) return AW_MALFORMED;
    if (rules == OF_GREETINGS && a->tag == DICTIONARIES && a->length % 8 != 0) return AW_MALFORMED;
    return of_form(rule->form, a->bytes, a->length);
}

static void attributes(aw_reader *in, const aw_rule *rules, aw_frame *frame) {
    uint64_t last = 0, users = 0;
    if (left(in) > 16384) fail(in, AW_MALFORMED);
    while (left(in) > 0 && in->code == 0) {
        aw_attribute a = {0, 0, in->at, 0};
        a.tag = varint(in, 0, INT32_MAX);
        if ((a.tag & 2) != 0) {
            a.length = (uint32_t)varint(in, 0, 16384);
            a.bytes = octets(in, a.length);
        } else {
            a.number = varint(in, 0, MOST);
        }
        int may_repeat = rules == OF_MESSAGES && a.tag == AW_USER && ++users <= 32;
        if (frame->count == AW_ATTRIBUTES || (frame->count > 0 && (a.tag < last || (a.tag == last && !may_repeat)))) {
            fail(in, AW_MALFORMED);
        }
        if (in->code == 0) {
            int code = check(rules, &a);
            if (code != 0) fail(in, code);
            if ((a.tag & 1) != 0 && rule_of(rules, a.tag) == NULL) frame->critical = 1;
            frame->attributes[frame->count++] = a;
        }
        last = a.tag;
    }
}

const aw_attribute *aw_find(const aw_attribute *list, uint32_t count, uint64_t tag) {
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].tag == tag) return &list[i];
    }
    return NULL;
}

static int has(const aw_frame *frame, uint64_t tag) { return aw_find(frame->attributes, frame->count, tag) != NULL; }

aw_attribute aw_text(uint64_t tag, const char *value) {
    aw_attribute a = {tag, 0, (const uint8_t *)value, (uint32_t)strlen(value)};
    return a;
}

aw_attribute aw_number(uint64_t tag, uint64_t number) {
    aw_attribute a = {tag, number, NULL, 0};
    return a;
}

/* Whether these attributes contradict each other. */
static int contradict(const aw_frame *f) {
    int id = has(f, AW_ID), uuid = has(f, AW_UUID), origin = has(f, AW_ORIGIN);
    return id + uuid + origin > 1;
}

/* ---- frames (section 5) ------------------------------------------------------------------------------------ */

int32_t aw_frame_length(const uint8_t *in, size_t there, uint32_t limit, uint32_t allowed) {
    uint64_t length = 0;
    int head = aw_read_varint(in, there, &length);
    if (head < 0) return -AW_NON_MINIMAL;
    if (head == 0) return 0;
    if (length == 0) return -AW_MALFORMED;
    if (length > limit) return -AW_FRAME_TOO_LARGE;
    if (there > (size_t)head && (allowed >> (in[head] >> 4) & 1) == 0) return -AW_BAD_STATE;
    return there - (size_t)head < length ? 0 : (int32_t)length + head;
}

static void read_send(aw_reader *in, int width, aw_frame *f) {
    if ((f->flags & 1) != 0) f->number = fixed(in, width);
    if ((f->flags & 2) != 0) {
        f->topic = text(in, 1, 512, &f->topic_length);
    } else {
        f->alias = varint(in, 0, 16383);
    }
    if ((f->flags & 4) != 0) {
        uint64_t length = varint(in, 1, 16384);
        const uint8_t *bytes = octets(in, length);
        if (in->code != 0) return;
        aw_reader list = {bytes, bytes + length, 0};
        attributes(&list, OF_MESSAGES, f);
        if (list.code != 0 || contradict(f)) fail(in, list.code != 0 ? list.code : AW_MALFORMED);
    }
    if ((f->flags & 8) != 0) {
        f->other = varint(in, 0, 1u << 24);
        if ((f->flags & 1) == 0 || (f->other >> 1 != 0 && ((f->flags & 6) != 0 || f->alias != 0))) {
            fail(in, AW_MALFORMED);
        }
    }
}

static void read_bind(aw_reader *in, aw_frame *f) {
    f->alias = varint(in, 0, 16383);
    f->topic = text(in, 1, 512, &f->topic_length);
    if (left(in) > 512) fail(in, AW_MALFORMED);
    attributes(in, OF_MESSAGES, f);
    if (has(f, AW_AGAIN) || has(f, AW_ORIGIN) || has(f, AW_ID) || has(f, AW_UUID) || has(f, AW_HOPS)) {
        fail(in, AW_MALFORMED);
    }
}

static void read_greeting(aw_reader *in, aw_frame *f) {
    f->number = fixed(in, 1);
    if (f->type == AW_HELLO) {
        f->other = fixed(in, 1);
        if (f->number < 1 || f->other < f->number) fail(in, AW_MALFORMED);
    } else if ((f->flags & 6) != 0 && (f->flags & 1) == 0) {
        fail(in, AW_MALFORMED);
    }
    attributes(in, OF_GREETINGS, f);
    if (f->critical) fail(in, AW_UNSUPPORTED_CRITICAL);
}

int aw_read_frame(const uint8_t *bytes, size_t length, int width, aw_frame *f) {
    static const uint8_t flags[] = {0, 15, 1, 0, 1, 0, 0, 1, 1, 15, 0, 7, 0, 3, 0, 0};
    aw_reader reader = {bytes, bytes + length, 0}, *in = &reader;
    memset(f, 0, offsetof(aw_frame, gaps));
    f->count = 0;
    f->ranges = 0;
    varint(in, 1, MOST);
    uint8_t first = (uint8_t)fixed(in, 1);
    f->type = first >> 4;
    f->flags = first & 15;
    if ((f->flags & ~flags[f->type]) != 0) fail(in, AW_MALFORMED);
    switch (f->type) {
        case AW_SEND:
            read_send(in, width, f);
            break;
        case AW_ACK:
            f->number = fixed(in, width);
            if ((f->flags & 1) != 0) ranges(in, 1, f);
            break;
        case AW_NACK:
            f->number = fixed(in, width);
            f->code = varint(in, 1, 0x3f);
            f->retry = varint(in, 0, 86400000);
            attributes(in, OF_ANSWERS, f);
            break;
        case AW_SKIP:
            f->number = fixed(in, width);
            if ((f->flags & 1) != 0) f->other = fixed(in, width);
            break;
        case AW_CREDIT:
            f->other = varint(in, 0, MOST);
            f->bytes = varint(in, 0, MOST);
            break;
        case AW_BIND:
            read_bind(in, f);
            break;
        case AW_SUBSCRIBE:
            f->number = varint(in, 0, MOST);
            f->topic = text(in, 1, 600, &f->topic_length);
            if ((f->flags & 1) == 0) f->qos = (uint8_t)fixed(in, 1);
            if (f->qos > 1) fail(in, AW_MALFORMED);
            attributes(in, OF_NOTHING, f);
            break;
        case AW_BATCH:
            f->other = varint(in, 1, MOST);
            fail(in, AW_BAD_BATCH); /* no codec is announced (section 10, rule 1) */
            break;
        case AW_HELLO:
        case AW_WELCOME:
            read_greeting(in, f);
            break;
        case AW_BYE:
            f->code = varint(in, 0, 16383);
            f->retry = varint(in, 0, 86400000);
            attributes(in, OF_BYE, f);
            break;
        case AW_RESULT:
            f->number = varint(in, 0, MOST);
            f->code = varint(in, 0, 16383);
            f->other = varint(in, 0, MOST);
            attributes(in, OF_ANSWERS, f);
            break;
        case AW_EXTENDED:
            f->number = varint(in, 0, MOST);
            break;
        default:
            break;
    }
    f->payload = in->at;
    f->length = (uint32_t)left(in);
    uint32_t may_have_payload = 1u << AW_PAD | 1u << AW_SEND | 1u << AW_PING | 1u << AW_TOKEN | 1u << AW_EXTENDED;
    if (f->length > 0 && (may_have_payload >> f->type & 1) == 0) fail(in, AW_MALFORMED);
    if (f->type == AW_PING && f->length != 0 && f->length != 8) fail(in, AW_MALFORMED);
    if (f->type == AW_TOKEN && (f->length == 0 || f->length > 3072)) fail(in, AW_MALFORMED);
    return in->code;
}

typedef struct {
    uint8_t *at, *end;
    int full;
} aw_writer;

static void put(aw_writer *out, const void *bytes, size_t length) {
    if (out->full || (size_t)(out->end - out->at) < length) {
        out->full = 1;
    } else if (length > 0) {
        memcpy(out->at, bytes, length);
        out->at += length;
    }
}

static void put_varint(aw_writer *out, uint64_t value) {
    uint8_t bytes[8];
    size_t size = aw_write_varint(value, bytes, sizeof bytes);
    put(out, bytes, size);
    if (size == 0) out->full = 1;
}

static void put_fixed(aw_writer *out, uint64_t value, int width) {
    uint8_t bytes[4];
    for (int i = width; i-- > 0; value >>= 8) bytes[i] = (uint8_t)value;
    put(out, bytes, (size_t)width);
}

static void put_bytes(aw_writer *out, const void *bytes, size_t length) {
    put_varint(out, length);
    put(out, bytes, length);
}

static void put_attribute(aw_writer *out, const aw_attribute *a) {
    put_varint(out, a->tag);
    if ((a->tag & 2) != 0) {
        put_bytes(out, a->bytes, a->length);
    } else {
        put_varint(out, a->number);
    }
}

static void put_attributes(aw_writer *out, const aw_frame *f) {
    for (uint32_t i = 0; i < f->count; i++) put_attribute(out, &f->attributes[i]);
}

static void put_ranges(aw_writer *out, const aw_frame *f) {
    put_varint(out, f->ranges);
    for (uint32_t i = 0; i < f->ranges; i++) {
        put_varint(out, f->gaps[i]);
        put_varint(out, f->lengths[i]);
    }
}

static size_t varint_size(uint64_t value) {
    uint8_t ignored[8];
    return aw_write_varint(value, ignored, sizeof ignored);
}

/* LEN before what was written from body on; there are 2 bytes of room before it. The length of the whole frame. */
static size_t put_length(uint8_t *out, const aw_writer *body) {
    size_t length = (size_t)(body->at - out) - 2;
    if (body->full || length > 16383) return 0;
    size_t head = length < 64 ? 1 : 2;
    if (head == 1) memmove(out + 1, out + 2, length);
    aw_write_varint(length, out, head);
    return head + length;
}

size_t aw_write_frame(const aw_frame *f, int width, uint8_t *start, size_t room) {
    if (room < 3) return 0;
    aw_writer writer = {start + 2, start + room, 0}, *out = &writer;
    put_fixed(out, (uint64_t)(f->type << 4 | f->flags), 1);
    switch (f->type) {
        case AW_SEND:
            if ((f->flags & 1) != 0) put_fixed(out, f->number, width);
            if ((f->flags & 2) != 0) {
                put_bytes(out, f->topic, f->topic_length);
            } else {
                put_varint(out, f->alias);
            }
            if ((f->flags & 4) != 0) {
                size_t length = 0;
                for (uint32_t i = 0; i < f->count; i++) {
                    const aw_attribute *a = &f->attributes[i];
                    length += varint_size(a->tag)
                        + ((a->tag & 2) != 0 ? varint_size(a->length) + a->length : varint_size(a->number));
                }
                put_varint(out, length);
                put_attributes(out, f);
            }
            if ((f->flags & 8) != 0) put_varint(out, f->other);
            break;
        case AW_ACK:
            put_fixed(out, f->number, width);
            if ((f->flags & 1) != 0) put_ranges(out, f);
            break;
        case AW_NACK:
            put_fixed(out, f->number, width);
            put_varint(out, f->code);
            put_varint(out, f->retry);
            break;
        case AW_SKIP:
            put_fixed(out, f->number, width);
            if ((f->flags & 1) != 0) put_fixed(out, f->other, width);
            break;
        case AW_CREDIT:
            put_varint(out, f->other);
            put_varint(out, f->bytes);
            break;
        case AW_BIND:
            put_varint(out, f->alias);
            put_bytes(out, f->topic, f->topic_length);
            break;
        case AW_SUBSCRIBE:
            put_varint(out, f->number);
            put_bytes(out, f->topic, f->topic_length);
            if ((f->flags & 1) == 0) put_fixed(out, f->qos, 1);
            break;
        case AW_HELLO:
        case AW_WELCOME:
            put_fixed(out, f->number, 1);
            if (f->type == AW_HELLO) put_fixed(out, f->other, 1);
            break;
        case AW_BYE:
            put_varint(out, f->code);
            put_varint(out, f->retry);
            break;
        case AW_RESULT:
            put_varint(out, f->number);
            put_varint(out, f->code);
            put_varint(out, f->other);
            break;
        case AW_EXTENDED:
            put_varint(out, f->number);
            break;
        default:
            break;
    }
    if (f->type != AW_SEND) put_attributes(out, f);
    put(out, f->payload, f->length);
    return put_length(start, out);
}

/* ---- the session (sections 3, 4, 7, 8 and 9) --------------------------------------------------------------- */

enum { PER_SECOND = 40, BURST = 150, THEIR_PER_SECOND = 50, THEIR_BURST = 200, DRAIN_MS = 5000, HELLO_MS = 10000,
       KEPT_FREE = 64 /* bytes of the output that messages leave to control frames */ };

static void finish(aw_client *c, uint64_t code, uint64_t retry) {
    if (c->state == AW_CLOSED) return;
    c->state = AW_CLOSED;
    c->in_length = 0;
    if (c->handlers->closed != NULL) c->handlers->closed(c->context, code, retry);
}

static aw_frame *frame(aw_client *c, int type, int flags) {
    memset(&c->frame, 0, offsetof(aw_frame, gaps));
    c->frame.type = (uint8_t)type;
    c->frame.flags = (uint8_t)flags;
    c->frame.count = 0;
    c->frame.ranges = 0;
    c->frame.payload = NULL;
    c->frame.length = 0;
    return &c->frame;
}

/* Puts the frame into the output; 0 if there is no room. */
static int emit(aw_client *c) {
    size_t length = aw_write_frame(&c->frame, 2, c->out + c->out_length, AW_OUT_BYTES - c->out_length);
    c->out_length += (uint32_t)length;
    return length > 0;
}

static void bye(aw_client *c, uint64_t code) {
    frame(c, AW_BYE, 0)->code = code;
    emit(c); /* without room the line ends without a word */
}

static void violation(aw_client *c, int code) {
    if (c->state == AW_CLOSED) return;
    bye(c, (uint64_t)code);
    finish(c, (uint64_t)code, 0);
}

/* A frame that must be sent now: a peer for whose answers there is no room asks too much. */
static void must_emit(aw_client *c) {
    if (!emit(c)) finish(c, AW_CONTROL_FLOOD, 0);
}

/* What is not free takes from the budget of the gateway (section 9). */
static void charge(aw_client *c, int is_free) {
    if (is_free) return;
    c->their_budget -= 1000;
    if (c->their_budget < 0) violation(c, AW_CONTROL_FLOOD);
}

static void refill(aw_client *c, uint64_t now) {
    uint64_t past = now - c->budget_at;
    if (past > 10000) past = 10000;
    c->budget_at = now;
    c->budget += (int32_t)past * PER_SECOND;
    c->their_budget += (int32_t)past * THEIR_PER_SECOND;
    if (c->budget > BURST * 1000) c->budget = BURST * 1000;
    if (c->their_budget > THEIR_BURST * 1000) c->their_budget = THEIR_BURST * 1000;
}

static void free_slot(aw_client *c, aw_slot *s, uint8_t code) {
    uint32_t ticket = s->ticket;
    s->state = AW_FREE;
    if (c->handlers->done != NULL) c->handlers->done(c->context, ticket, code);
}

/* The number nearest to a reference that has these low 16 bits. */
static int64_t expand(uint64_t reference, uint64_t low) {
    return (int64_t)reference + (int16_t)(uint16_t)(low - reference);
}

void aw_init(aw_client *c, const aw_handlers *handlers, void *context, const char *device) {
    memset(c, 0, sizeof *c);
    c->handlers = handlers;
    c->context = context;
    c->device = device;
    c->out_epoch = c->in_epoch = c->out_next = 1;
}

/* -- hello and welcome -- */

static uint64_t first_unresolved(const aw_client *c) {
    uint64_t first = c->out_next;
    for (int i = 0; i < AW_SLOTS; i++) {
        const aw_slot *s = &c->slots[i];
        if (s->state != AW_FREE && s->number != 0 && s->number < first) first = s->number;
    }
    return first;
}

/* The map of what came, as ranges (section 5.2). */
static void report(const aw_client *c, aw_frame *f) {
    uint64_t end = 0; /* relative to in_cum */
    for (uint32_t i = 0; i < 32; i++) {
        if ((c->in_map >> i & 1) == 0) continue;
        uint64_t first = i + 1, last = first;
        while (i + 1 < 32 && (c->in_map >> (i + 1) & 1) != 0) i++, last++;
        f->gaps[f->ranges] = first - end - 2;
        f->lengths[f->ranges++] = last - first;
        end = last;
    }
}

void aw_connect(aw_client *c, uint64_t now) {
    uint8_t session[256], aliases[16];
    c->in_length = c->out_length = 0;
    c->state = AW_HELLO_SENT;
    c->ack_due = c->pings = 0;
    c->used = c->used_bytes = c->taken = c->taken_bytes = 0;
    c->granted = AW_CREDIT_MESSAGES;
    c->granted_bytes = AW_CREDIT_BYTES;
    c->heard = c->spoke = c->budget_at = now;
    c->ends_at = now + HELLO_MS;
    c->budget = BURST * 1000;
    c->their_budget = THEIR_BURST * 1000;

    aw_frame *f = frame(c, AW_HELLO, 0);
    aw_attribute *a = f->attributes;
    f->number = f->other = 1;
    *a++ = aw_number(MAX_FRAME, AW_IN_BYTES);
    *a++ = aw_number(WINDOW, AW_IN_WINDOW);
    *a++ = aw_number(CREDIT_MESSAGES, c->granted);
    *a++ = aw_number(CREDIT_BYTES, c->granted_bytes);
    *a++ = aw_number(IDLE, AW_IDLE_SECONDS);
    if (c->have_session) {
        aw_writer out = {session, session + sizeof session, 0};
        put(&out, c->session, 16);
        put_varint(&out, ++c->attach);
        put_varint(&out, c->out_epoch);
        put_varint(&out, c->out_next);
        put_varint(&out, first_unresolved(c));
        put_varint(&out, c->in_epoch);
        put_varint(&out, c->in_cum);
        report(c, f);
        put_ranges(&out, f);
        a->tag = SESSION;
        a->bytes = session;
        a++->length = (uint32_t)(out.at - session);
    }
    if (c->device != NULL) *a++ = aw_text(DEVICE, c->device);
    if (c->token != NULL) {
        a->tag = TOKEN;
        a->bytes = c->token;
        a++->length = c->token_length;
    }
    *a++ = aw_text(AGENT, "airwire-c/1");
    if (c->have_session) {
        aw_writer out = {aliases, aliases + sizeof aliases, 0};
        put_varint(&out, c->binds_sent);
        put_varint(&out, 0);
        a->tag = ALIASES;
        a->bytes = aliases;
        a++->length = (uint32_t)(out.at - aliases);
    }
    /* so that gateways go on ignoring what they do not know (section 11) */
    if (c->connections++ % 8 == 7) *a++ = aw_number((1000 + 16 * (now % 64)) << 2, 1);
    f->count = (uint32_t)(a - f->attributes);
    f->ranges = 0;
    must_emit(c);
}

/* Everything of the session of before goes into the new one, and says who it was (section 7.5). */
static void begin_anew(aw_client *c) {
    for (int i = 0; i < AW_SLOTS; i++) {
        aw_slot *s = &c->slots[i];
        if (s->state == AW_SKIPPING && !s->anew) {
            free_slot(c, s, s->code);
        } else if (s->state != AW_FREE && s->number != 0) {
            if (s->origin_length == 0) {
                aw_writer out = {s->origin, s->origin + sizeof s->origin, 0};
                put(&out, c->session, 16);
                put_varint(&out, c->out_epoch);
                put_varint(&out, s->number);
                s->origin_length = (uint8_t)(out.at - s->origin);
            }
            s->again = 1;
            s->number = 0;
            s->state = AW_QUEUED;
        }
    }
    c->out_epoch = c->in_epoch = c->out_next = 1;
    c->out_cum = c->in_cum = c->in_map = 0;
    c->binds_sent = 0;
}

/* The highest number that cum and ranges name; what runs over is higher than any. */
static uint64_t highest(uint64_t cum, const aw_frame *f) {
    uint64_t end = cum;
    for (uint32_t i = 0; i < f->ranges && end < MOST; i++) end += f->gaps[i] + f->lengths[i] + 2;
    return end;
}

static int is_resolved(uint64_t number, uint64_t cum, const aw_frame *f) {
    uint64_t end = cum;
    if (number <= cum) return 1;
    for (uint32_t i = 0; i < f->ranges; i++) {
        uint64_t first = end + 2 + f->gaps[i];
        end = first + f->lengths[i];
        if (number >= first && number <= end) return 1;
    }
    return 0;
}

/* What the gateway has resolved: cum and the ranges of a frame. Whether it was news. */
static int resolve(aw_client *c, uint64_t cum, const aw_frame *f) {
    int news = cum > c->out_cum;
    c->out_cum = cum > c->out_cum ? cum : c->out_cum;
    for (int i = 0; i < AW_SLOTS; i++) {
        aw_slot *s = &c->slots[i];
        if (s->state == AW_FREE || s->number == 0 || !is_resolved(s->number, cum, f)) continue;
        news = 1;
        if (s->state == AW_SKIPPING && s->anew) {
            s->number = 0; /* no copy of it can come any more: a new number */
            s->anew = 0;
            s->state = AW_QUEUED;
        } else {
            free_slot(c, s, s->state == AW_SKIPPING ? s->code : AW_OK);
        }
    }
    return news;
}

static uint64_t number_of(const aw_frame *f, uint64_t tag, uint64_t otherwise) {
    const aw_attribute *a = aw_find(f->attributes, f->count, tag);
    return a == NULL ? otherwise : a->number;
}

static void welcome(aw_client *c, uint64_t now) {
    aw_frame *f = &c->frame;
    const aw_attribute *session = aw_find(f->attributes, f->count, SESSION);
    int resumed = f->flags & 1;
    aw_view theirs;
    if (f->number != 1 || session == NULL || (resumed && !c->have_session)) {
        violation(c, AW_MALFORMED);
        return;
    }
    aw_reader in = {session->bytes, session->bytes + session->length, 0};
    view(&in, &theirs, f);
    if (resumed) {
        if (memcmp(theirs.id, c->session, 16) != 0 || theirs.attach != c->attach || theirs.in_epoch != c->out_epoch
            || theirs.out_epoch < c->in_epoch) {
            violation(c, AW_MALFORMED);
            return;
        }
        if (highest(theirs.cum, f) >= c->out_next) {
            violation(c, AW_ACK_INVALID);
            return;
        }
        if (theirs.out_epoch > c->in_epoch) {
            c->in_epoch = theirs.out_epoch;
            c->in_cum = theirs.first - 1;
            c->in_map = 0;
        }
        resolve(c, theirs.cum, f);
    } else {
        begin_anew(c);
        memcpy(c->session, theirs.id, 16);
        c->attach = theirs.attach;
        c->have_session = 1;
    }
    if ((f->flags & 2) == 0) c->binds_sent = 0;
    for (int i = 0; i < AW_ALIASES; i++) {
        c->aliases[i].due = (f->flags & 2) == 0;
        c->aliases[i].refused = 0;
    }
    for (int i = 0; i < AW_FILTERS; i++) c->filters[i].due = 1;
    for (int i = 0; i < AW_SLOTS; i++) {
        aw_slot *s = &c->slots[i];
        if (s->state == AW_SENT || s->state == AW_WAITING) s->state = AW_DUE;
        s->told = 0;
    }
    c->peer_window = number_of(f, WINDOW, 64);
    c->peer_aliases = number_of(f, MAX_ALIAS, 0);
    c->peer_frame = number_of(f, MAX_FRAME, 65536);
    c->credit = number_of(f, CREDIT_MESSAGES, 0);
    c->credit_bytes = number_of(f, CREDIT_BYTES, 0);
    c->reserve = c->credit / 10;
    c->reserve_bytes = c->credit_bytes / 10;
    uint64_t idle = number_of(f, IDLE, 60);
    c->idle_ms = (idle < AW_IDLE_SECONDS ? idle : AW_IDLE_SECONDS) * 1000;
    c->heard = now;
    c->state = AW_READY;
    if (c->handlers->ready != NULL) c->handlers->ready(c->context, resumed);
}

/* -- what comes -- */

/* A number of the gateway's messages: what section 7.2 says to do with it. */
enum { TAKE, RESOLVED, OUTSIDE };

static int arrival(const aw_client *c, int64_t number) {
    if (number < 1 || number > (int64_t)c->in_cum + AW_IN_WINDOW) return OUTSIDE;
    if (number <= (int64_t)c->in_cum) return RESOLVED;
    return (c->in_map >> ((uint64_t)number - c->in_cum - 1) & 1) != 0 ? RESOLVED : TAKE;
}

static void resolved(aw_client *c, int64_t number) {
    c->in_map |= (uint32_t)1 << ((uint64_t)number - c->in_cum - 1);
    while ((c->in_map & 1) != 0) {
        c->in_map >>= 1;
        c->in_cum++;
    }
}

static void nack(aw_client *c, uint64_t number, uint8_t code) {
    aw_frame *f = frame(c, AW_NACK, 0);
    f->number = number;
    f->code = code;
    must_emit(c);
}

static void take(aw_client *c, uint32_t length) {
    aw_frame *f = &c->frame;
    uint64_t seq = f->number;
    int qos = f->flags & 1;
    c->taken++;
    c->taken_bytes += length;
    if (c->taken > c->granted || c->taken_bytes > c->granted_bytes) {
        violation(c, AW_CREDIT_EXCEEDED);
        return;
    }
    if ((f->flags & 8) != 0) {
        violation(c, AW_MALFORMED); /* MAX_MESSAGE is not announced */
        return;
    }
    int64_t number = qos ? expand(c->in_cum + 1, seq) : 0;
    if (qos) {
        int what = arrival(c, number);
        if (what == OUTSIDE) violation(c, AW_BAD_SEQUENCE);
        if (what == RESOLVED) c->ack_due = 1;
        if (what != TAKE) return;
    }
    uint8_t code = AW_OK;
    if ((f->flags & 2) == 0) {
        code = AW_UNKNOWN_ALIAS; /* MAX_ALIAS is not announced: topics come as text */
    } else if (f->critical) {
        code = AW_UNSUPPORTED;
    } else if (c->handlers->message == NULL) {
        code = AW_NO_RECEIVER;
    } else {
        aw_message m = {(const char *)f->topic, f->topic_length, 0, qos, f->attributes, f->count, f->payload, f->length};
        code = c->handlers->message(c->context, &m);
    }
    if (qos && code == AW_OK) {
        resolved(c, number);
        c->ack_due = 1;
    } else if (qos) {
        nack(c, seq, code);
    }
}

static void skipped(aw_client *c) {
    int64_t first = expand(c->in_cum + 1, c->frame.number);
    int64_t last = (c->frame.flags & 1) != 0 ? expand((uint64_t)first, c->frame.other) : first;
    if (first < 1 || last < first || last - first >= AW_IN_WINDOW || arrival(c, last) == OUTSIDE) {
        violation(c, AW_BAD_SEQUENCE);
        return;
    }
    int news = 0;
    for (int64_t n = first; n <= last; n++) {
        if (arrival(c, n) == TAKE) {
            resolved(c, n);
            news = 1;
        }
    }
    c->ack_due = 1;
    charge(c, news);
}

static void acknowledged(aw_client *c) {
    aw_frame *f = &c->frame;
    int64_t cum = expand(c->out_cum, f->number);
    if (cum < (int64_t)c->out_cum || highest((uint64_t)cum, f) >= c->out_next) {
        violation(c, AW_ACK_INVALID);
        return;
    }
    charge(c, resolve(c, (uint64_t)cum, f));
}

/* Gives a number up; the message comes back with a new one, or ends with a code. */
static void skip(aw_slot *s, int anew, uint8_t code) {
    s->state = AW_SKIPPING;
    s->anew = (uint8_t)anew;
    s->told = 0;
    s->code = code;
}

static void refused(aw_client *c, uint64_t now) {
    const aw_frame *f = &c->frame;
    int64_t number = expand(c->out_cum + 1, f->number);
    if (number < 1 || number >= (int64_t)c->out_next) {
        violation(c, AW_ACK_INVALID);
        return;
    }
    for (int i = 0; i < AW_SLOTS; i++) {
        aw_slot *s = &c->slots[i];
        if (s->state != AW_SENT || s->number != (uint64_t)number) continue;
        if ((f->code & AW_AGAIN_MAY_HELP) == 0) {
            skip(s, 0, (uint8_t)f->code);
            return;
        }
        s->state = AW_WAITING;
        s->due = now + f->retry;
        if (f->code == AW_UNKNOWN_ALIAS && s->alias >= 0) c->aliases[s->alias].due = 1;
        return;
    }
    charge(c, 0);
}

static void answered(aw_client *c) {
    const aw_frame *f = &c->frame;
    int kind = f->flags & 3;
    if (kind == 2 && f->number < AW_ALIASES) {
        c->aliases[f->number].refused = 1; /* its messages go with their topic as text */
    } else if (kind == 0 && f->number < AW_FILTERS && c->filters[f->number].due == 2) {
        c->filters[f->number].due = 0;
        if (c->handlers->subscribed != NULL) c->handlers->subscribed(c->context, (uint32_t)f->number, f->code);
    } else {
        charge(c, 0);
    }
}

static void pinged(aw_client *c) {
    if ((c->frame.flags & 1) != 0) {
        charge(c, c->pings > 0);
        c->pings -= c->pings > 0;
        return;
    }
    charge(c, 0);
    if (c->state == AW_CLOSED) return;
    uint8_t challenge[8];
    uint32_t length = c->frame.length;
    memcpy(challenge, c->frame.payload, length);
    aw_frame *f = frame(c, AW_PING, 1);
    f->payload = challenge;
    f->length = length;
    must_emit(c);
}

static void acknowledge(aw_client *c) {
    if (!c->ack_due) return;
    aw_frame *f = frame(c, AW_ACK, c->in_map != 0);
    f->number = c->in_cum;
    report(c, f);
    if (emit(c)) c->ack_due = 0;
}

static void left_by_peer(aw_client *c) {
    uint64_t code = c->frame.code, retry = c->frame.retry;
    acknowledge(c);
    if (c->state != AW_DRAINING) bye(c, AW_OK);
    finish(c, code, retry);
}

static void understand(aw_client *c, uint32_t length, uint64_t now) {
    aw_frame *f = &c->frame;
    int draining = c->state == AW_DRAINING;
    switch (f->type) {
        case AW_WELCOME:
            welcome(c, now);
            break;
        case AW_SEND:
            if (!draining) take(c, length);
            break;
        case AW_SKIP:
            if (!draining) skipped(c);
            break;
        case AW_ACK:
            acknowledged(c);
            break;
        case AW_NACK:
            refused(c, now);
            break;
        case AW_CREDIT:
            charge(c, f->other > c->credit || f->bytes > c->credit_bytes);
            if (f->other > c->credit) c->credit = f->other;
            if (f->bytes > c->credit_bytes) c->credit_bytes = f->bytes;
            break;
        case AW_BIND: { /* MAX_ALIAS is not announced */
            uint64_t alias = f->alias;
            charge(c, 0);
            f = frame(c, AW_RESULT, 2);
            f->number = alias;
            f->code = 0x26;
            if (c->state != AW_CLOSED) must_emit(c);
            break;
        }
        case AW_PING:
            pinged(c);
            break;
        case AW_RESULT:
            answered(c);
            break;
        case AW_BYE:
            left_by_peer(c);
            break;
        default: /* EXTENDED */
            charge(c, 0);
            if ((f->number & 1) != 0) violation(c, AW_UNSUPPORTED_CRITICAL);
            break;
    }
}

/* What a gateway may send (section 2), by state (section 4). */
static uint32_t allowed(const aw_client *c) {
    if (c->state == AW_HELLO_SENT) return 1u << AW_WELCOME | 1u << AW_BYE;
    return 1u << AW_SEND | 1u << AW_ACK | 1u << AW_NACK | 1u << AW_SKIP | 1u << AW_CREDIT | 1u << AW_BIND | 1u << AW_PING
        | 1u << AW_BATCH | 1u << AW_BYE | 1u << AW_RESULT | 1u << AW_EXTENDED;
}

/* One frame out of what is there. Its length; 0 if more must come, or the line is closed. */
static size_t one(aw_client *c, const uint8_t *in, size_t there, uint64_t now) {
    if (c->state == AW_CLOSED) return 0;
    int32_t length = aw_frame_length(in, there, AW_IN_BYTES, allowed(c));
    int code = length < 0 ? -length : length > 0 ? aw_read_frame(in, (size_t)length, 2, &c->frame) : 0;
    if (code != 0) {
        violation(c, code);
        return 0;
    }
    if (length > 0) {
        c->heard = now;
        understand(c, (uint32_t)length - (length > 64 ? 2 : 1), now);
    }
    return (size_t)length;
}

void aw_input(aw_client *c, const uint8_t *bytes, size_t length, uint64_t now) {
    refill(c, now);
    while (length > 0 && c->state != AW_CLOSED) {
        size_t some = sizeof c->in - c->in_length;
        if (some > length) some = length;
        memcpy(c->in + c->in_length, bytes, some);
        c->in_length += (uint32_t)some;
        bytes += some;
        length -= some;
        size_t read = 0;
        for (size_t n; (n = one(c, c->in + read, c->in_length - read, now)) > 0;) read += n;
        if (c->state == AW_CLOSED) return;
        c->in_length -= (uint32_t)read;
        memmove(c->in, c->in + read, c->in_length);
    }
}

/* -- what goes -- */

static int is_scarce(const aw_client *c) {
    return c->credit - c->used <= c->reserve || c->credit_bytes - c->used_bytes <= c->reserve_bytes;
}

/* Uses credit for what was just written from begin on, or takes it back. */
static int spend(aw_client *c, uint32_t begin) {
    uint32_t frame_length = c->out_length - begin;
    uint64_t length = frame_length - (frame_length > 64 ? 2 : 1);
    if (c->used >= c->credit || c->used_bytes + length > c->credit_bytes) {
        c->out_length = begin;
        return 0;
    }
    c->used++;
    c->used_bytes += length;
    return 1;
}

/* Writes a slot's message. 1; 0 if it must wait for room or credit. */
static int transmit(aw_client *c, aw_slot *s, uint64_t number, uint64_t now) {
    uint32_t begin = c->out_length;
    if (AW_OUT_BYTES - begin < KEPT_FREE + AW_SLOT_BYTES + AW_NAME_BYTES + 64) return 0;
    const aw_name *name = s->alias < 0 ? NULL : &c->aliases[s->alias];
    int by_alias = name != NULL && !name->refused && !name->due && (uint64_t)s->alias < c->peer_aliases;
    uint8_t list[AW_SLOT_BYTES + 64];
    aw_writer attributes_of = {list, list + sizeof list, 0}, *a = &attributes_of;
    if (s->expires_at != 0) {
        put_varint(a, AW_EXPIRES_IN);
        put_varint(a, (s->expires_at - now + 999) / 1000);
    }
    put(a, s->data + s->topic, s->early);
    if (s->origin_length > 0 && s->again) {
        int named = 0; /* who has an id of its own needs no other */
        for (const uint8_t *at = s->data + s->topic; at < s->data + s->topic + s->early;) {
            aw_reader in = {at, s->data + s->topic + s->early, 0};
            uint64_t tag = varint(&in, 0, MOST), value = varint(&in, 0, MOST);
            named |= tag == AW_ID || tag == AW_UUID;
            at = in.at + ((tag & 2) != 0 ? value : 0);
        }
        if (!named) {
            put_varint(a, AW_ORIGIN);
            put_bytes(a, s->origin, s->origin_length);
        }
    }
    if (s->again) {
        put_varint(a, AW_AGAIN);
        put_varint(a, 1);
    }
    put(a, s->data + s->topic + s->early, s->late);

    aw_writer writer = {c->out + begin + 2, c->out + AW_OUT_BYTES, 0}, *out = &writer;
    size_t size = (size_t)(a->at - list);
    put_fixed(out, (uint64_t)(AW_SEND << 4 | 1 | (by_alias ? 0 : 2) | (size > 0 ? 4 : 0)), 1);
    put_fixed(out, number, 2);
    if (by_alias) {
        put_varint(out, (uint64_t)s->alias);
    } else if (name != NULL) {
        put_bytes(out, name->name, name->length);
    } else {
        put_bytes(out, s->data, s->topic);
    }
    if (size > 0) put_bytes(out, list, size);
    put(out, s->data + s->topic + s->early + s->late, s->payload);
    c->out_length += (uint32_t)put_length(c->out + begin, out);
    if (c->out_length == begin || !spend(c, begin)) return 0;
    s->number = number;
    s->state = AW_SENT;
    return 1;
}

/* The slot to go next: what was sent before, by number; then urgent, and normal and bulk 4 : 1 (section 9). */
static aw_slot *next(aw_client *c, uint8_t state, int lane) {
    aw_slot *found = NULL;
    for (int i = 0; i < AW_SLOTS; i++) {
        aw_slot *s = &c->slots[i];
        if (s->state != state || (lane >= 0 && s->lane != lane)) continue;
        if (found == NULL || (state == AW_QUEUED ? s->ticket < found->ticket : s->number < found->number)) found = s;
    }
    return found;
}

static aw_slot *next_queued(aw_client *c) {
    int scarce = is_scarce(c) || c->out_next + c->peer_window / 10 > c->out_cum + c->peer_window;
    aw_slot *urgent = next(c, AW_QUEUED, 0);
    if (urgent != NULL || scarce) return urgent;
    aw_slot *normal = next(c, AW_QUEUED, 1), *bulk = next(c, AW_QUEUED, 2);
    if (normal == NULL || bulk == NULL) return normal != NULL ? normal : bulk;
    return c->turn % 5 == 4 ? bulk : normal;
}

/* Waiting that is over, time that is up, and a number that would block the window (section 7.3). */
static void look_after_slots(aw_client *c, uint64_t now) {
    int blocked = c->out_next > c->out_cum + c->peer_window && next(c, AW_QUEUED, -1) != NULL;
    for (int i = 0; i < AW_SLOTS; i++) {
        aw_slot *s = &c->slots[i];
        int is_old = s->expires_at != 0 && now >= s->expires_at;
        if (s->state == AW_QUEUED && is_old) {
            free_slot(c, s, AW_EXPIRED);
        } else if ((s->state == AW_WAITING || s->state == AW_DUE) && is_old) {
            skip(s, 0, AW_EXPIRED);
        } else if (s->state == AW_WAITING && now >= s->due) {
            s->state = AW_DUE;
        } else if (s->state == AW_WAITING && blocked) {
            skip(s, 1, 0);
        }
    }
}

static int spend_budget(aw_client *c) {
    if (c->budget < 1000 || AW_OUT_BYTES - c->out_length < 2 * KEPT_FREE + AW_NAME_BYTES) return 0;
    c->budget -= 1000;
    return 1;
}

static void send_requests(aw_client *c) {
    for (uint32_t i = 0; i < AW_SLOTS; i++) {
        aw_slot *s = &c->slots[i];
        if (s->state != AW_SKIPPING || s->told || !spend_budget(c)) continue;
        frame(c, AW_SKIP, 0)->number = s->number;
        s->told = (uint8_t)emit(c);
    }
    for (uint32_t i = 0; i < AW_ALIASES && i < c->peer_aliases; i++) {
        aw_name *name = &c->aliases[i];
        if (name->length == 0 || !name->due || name->refused || !spend_budget(c)) continue;
        aw_frame *f = frame(c, AW_BIND, 0);
        f->alias = i;
        f->topic = (const uint8_t *)name->name;
        f->topic_length = name->length;
        if (emit(c)) {
            name->due = 0;
            c->binds_sent++;
        }
    }
    for (uint32_t i = 0; i < AW_FILTERS; i++) {
        aw_name *name = &c->filters[i];
        if (name->length == 0 || name->due != 1 || !spend_budget(c)) continue;
        aw_frame *f = frame(c, AW_SUBSCRIBE, 0);
        f->number = i;
        f->topic = (const uint8_t *)name->name;
        f->topic_length = name->length;
        f->qos = name->qos;
        if (emit(c)) name->due = 2; /* asked, and not yet answered */
    }
}

static void grant(aw_client *c) {
    if (c->granted - c->taken > AW_CREDIT_MESSAGES / 2 && c->granted_bytes - c->taken_bytes > AW_CREDIT_BYTES / 2) return;
    aw_frame *f = frame(c, AW_CREDIT, 0);
    f->other = c->taken + AW_CREDIT_MESSAGES;
    f->bytes = c->taken_bytes + AW_CREDIT_BYTES;
    uint64_t messages = f->other, bytes = f->bytes;
    if (emit(c)) {
        c->granted = messages;
        c->granted_bytes = bytes;
    }
}

size_t aw_output(aw_client *c, const uint8_t **bytes, uint64_t now) {
    uint32_t before = c->out_length;
    if (c->state == AW_READY || c->state == AW_DRAINING) acknowledge(c);
    if (c->state == AW_READY) {
        refill(c, now);
        grant(c);
        look_after_slots(c, now);
        send_requests(c);
        aw_slot *s;
        while ((s = next(c, AW_DUE, -1)) != NULL && transmit(c, s, s->number, now)) continue;
        while (s == NULL && c->out_next <= c->out_cum + c->peer_window) {
            aw_slot *fresh = next_queued(c);
            if (fresh == NULL || !transmit(c, fresh, c->out_next, now)) break;
            c->out_next++;
            c->turn = (uint8_t)((c->turn + 1) % 5);
        }
    }
    if (c->out_length > before) c->spoke = now;
    *bytes = c->out;
    return c->out_length;
}

void aw_written(aw_client *c, size_t length) {
    c->out_length -= (uint32_t)length;
    memmove(c->out, c->out + length, c->out_length);
}

void aw_tick(aw_client *c, uint64_t now) {
    refill(c, now);
    if ((c->state == AW_HELLO_SENT || c->state == AW_DRAINING) && now >= c->ends_at) finish(c, AW_OK, 0);
    if (c->state != AW_READY) return;
    if (now - c->heard > c->idle_ms * 3 / 2) {
        bye(c, AW_IDLE);
        finish(c, AW_IDLE, 0);
    } else if (now - c->spoke > c->idle_ms / 2 && spend_budget(c)) {
        frame(c, AW_PING, 0);
        if (emit(c)) {
            c->pings++;
            c->spoke = now;
        }
    }
}

static int set_name(aw_name *name, const char *value) {
    size_t length = strlen(value);
    if (length == 0 || length > AW_NAME_BYTES || !is_text((const uint8_t *)value, length)) return 0;
    memcpy(name->name, value, length);
    name->length = (uint16_t)length;
    name->due = 1;
    return 1;
}

int aw_alias(aw_client *c, uint32_t alias, const char *topic) {
    if (alias >= AW_ALIASES) return AW_INVALID;
    aw_name *name = &c->aliases[alias];
    if (name->length > 0) {
        return name->length == strlen(topic) && memcmp(name->name, topic, name->length) == 0 ? AW_OK : AW_INVALID;
    }
    return set_name(name, topic) ? AW_OK : AW_INVALID;
}

int aw_subscribe(aw_client *c, const char *filter, int qos) {
    for (int i = 0; i < AW_FILTERS; i++) {
        if (c->filters[i].length > 0) continue;
        if ((qos & ~1) != 0 || !set_name(&c->filters[i], filter)) return AW_INVALID;
        c->filters[i].qos = (uint8_t)qos;
        return i;
    }
    return AW_FULL;
}

/* Whether a message is one; and its size without topic. */
static int is_valid(const aw_client *c, const aw_message *m, size_t *size) {
    uint64_t last = 0;
    uint32_t users = 0;
    *size = m->length;
    if (m->topic == NULL && (m->alias >= AW_ALIASES || c->aliases[m->alias].length == 0)) return 0;
    if (m->topic != NULL && (m->topic_length == 0 || m->topic_length > 512)) return 0;
    if (m->topic != NULL && !is_text((const uint8_t *)m->topic, m->topic_length)) return 0;
    if (aw_find(m->attributes, m->count, AW_ID) != NULL && aw_find(m->attributes, m->count, AW_UUID) != NULL) return 0;
    for (uint32_t i = 0; i < m->count; i++) {
        const aw_attribute *a = &m->attributes[i];
        int may_repeat = a->tag == AW_USER && ++users <= 32;
        if (i > 0 && (a->tag < last || (a->tag == last && !may_repeat))) return 0;
        if (check(OF_MESSAGES, a) != 0 || a->tag == AW_ORIGIN || a->tag == AW_AGAIN) return 0;
        last = a->tag;
        *size += varint_size(a->tag) + ((a->tag & 2) != 0 ? varint_size(a->length) + a->length : varint_size(a->number));
    }
    return 1;
}

/* At most once: now, or never. */
static int64_t publish_now(aw_client *c, const aw_message *m, size_t size) {
    uint32_t begin = c->out_length;
    if (c->state != AW_READY || m->count > AW_ATTRIBUTES) return AW_NO_LINE;
    const aw_name *name = m->topic != NULL ? NULL : &c->aliases[m->alias];
    int by_alias = name != NULL && !name->due && !name->refused && m->alias < c->peer_aliases;
    aw_frame *f = frame(c, AW_SEND, (by_alias ? 0 : 2) | (m->count > 0 ? 4 : 0));
    f->alias = m->alias;
    f->topic = (const uint8_t *)(name != NULL ? name->name : m->topic);
    f->topic_length = name != NULL ? name->length : m->topic_length;
    f->count = m->count;
    if (m->count > 0) memcpy(f->attributes, m->attributes, m->count * sizeof *m->attributes);
    f->payload = m->payload;
    f->length = m->length;
    int fits = size + 512 < AW_OUT_BYTES - begin && size + 512 < c->peer_frame;
    if (!fits || is_scarce(c) || !emit(c) || !spend(c, begin)) c->dropped++;
    return 0;
}

int64_t aw_publish(aw_client *c, const aw_message *m, uint64_t now) {
    size_t size;
    if (!is_valid(c, m, &size)) return AW_INVALID;
    if (m->qos == 0) return publish_now(c, m, size);
    size_t topic = m->topic == NULL ? 0 : m->topic_length;
    if (size + topic > AW_SLOT_BYTES) return AW_INVALID;
    for (int i = 0; i < AW_SLOTS; i++) {
        aw_slot *s = &c->slots[i];
        if (s->state != AW_FREE) continue;
        memset(s, 0, offsetof(aw_slot, data));
        aw_writer out = {s->data, s->data + AW_SLOT_BYTES, 0};
        uint64_t priority = 4;
        s->alias = m->topic == NULL ? (int16_t)m->alias : -1;
        put(&out, m->topic, topic);
        s->topic = (uint16_t)topic;
        for (uint32_t k = 0; k < m->count; k++) {
            const aw_attribute *a = &m->attributes[k];
            uint8_t *begin = out.at;
            if (a->tag == AW_PRIORITY) priority = a->number;
            if (a->tag == AW_EXPIRES_IN) {
                s->expires_at = now + a->number * 1000;
            } else {
                put_attribute(&out, a);
            }
            uint16_t length = (uint16_t)(out.at - begin);
            if (a->tag < AW_ORIGIN) {
                s->early = (uint16_t)(s->early + length);
            } else {
                s->late = (uint16_t)(s->late + length);
            }
        }
        put(&out, m->payload, m->length);
        s->payload = (uint16_t)m->length;
        s->lane = priority >= 7 ? 0 : priority >= 3 ? 1 : 2;
        s->state = AW_QUEUED;
        s->ticket = ++c->tickets;
        return s->ticket;
    }
    return AW_FULL;
}

int aw_is_settled(const aw_client *c) {
    for (int i = 0; i < AW_SLOTS; i++) {
        if (c->slots[i].state != AW_FREE) return 0;
    }
    return 1;
}

void aw_leave(aw_client *c, uint64_t now) {
    if (c->state == AW_READY) {
        acknowledge(c);
        bye(c, AW_OK);
        c->state = AW_DRAINING;
        c->ends_at = now + DRAIN_MS;
    } else if (c->state == AW_HELLO_SENT) {
        finish(c, AW_OK, 0);
    }
}

const char *aw_code_name(uint64_t code) {
    static const struct { uint8_t code; const char *name; } names[] = {
        {0x00, "OK"}, {0x01, "TOPIC_INVALID"}, {0x02, "NOT_ALLOWED"}, {0x03, "TOO_LARGE"}, {0x04, "PAYLOAD_REFUSED"},
        {0x05, "EXPIRED"}, {0x06, "UNSUPPORTED"}, {0x07, "NO_RECEIVER"}, {0x08, "MESSAGE_MALFORMED"}, {0x20, "OVER_RATE"},
        {0x21, "BUSY"}, {0x22, "STORE_FULL"}, {0x23, "GOING_DOWN"}, {0x24, "UNKNOWN_ALIAS"}, {0x25, "FAILED"},
        {0x26, "TOO_MANY"}, {0x40, "RESUME_UNKNOWN"}, {0x41, "RESUME_GAP"}, {0x42, "TAKEN_OVER"}, {0x43, "VERSION"},
        {0x44, "NOT_AUTHENTICATED"}, {0x45, "BANNED"}, {0x46, "EXPIRED_PROOF"}, {0x60, "SHUTDOWN"}, {0x61, "REDIRECT"},
        {0x62, "IDLE"}, {0x63, "OVERLOADED"}, {0x64, "REPLACED"}, {0x80, "MALFORMED"}, {0x81, "FRAME_TOO_LARGE"},
        {0x82, "CREDIT_EXCEEDED"}, {0x83, "ACK_INVALID"}, {0x84, "BAD_BATCH"}, {0x85, "CONTROL_FLOOD"}, {0x86, "BAD_STATE"},
        {0x87, "NON_MINIMAL"}, {0x88, "BAD_SEQUENCE"}, {0x89, "UNSUPPORTED_CRITICAL"}, {0x8a, "REFUSED_TOO_OFTEN"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].code == code) return names[i].name;
    }
    return code < 0x20 ? "NOT_ALLOWED" : code < 0x40 ? "FAILED" : code < 0x60 ? "NOT_AUTHENTICATED"
        : code < 0x80 ? "SHUTDOWN" : "MALFORMED"; /* what an unknown one is taken as */
}
