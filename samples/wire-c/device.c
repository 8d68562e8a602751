/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 *
 * A device on the wire protocol by TLS 1.3 with a client certificate: what airwire.c leaves to the platform, which
 * is a socket, a clock, and OpenSSL. On a microcontroller this file is the one to replace.
 */
#define _POSIX_C_SOURCE 200809L
#include "airwire.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char USAGE[] =
    "usage: airwire-device publish -t TOPIC -m TEXT [-n TIMES] [options] | listen -t FILTER [-n MESSAGES] [options]\n"
    "  -h HOST, -p PORT      the gateway: localhost, 7443\n"
    "  -a CA -c CERT -k KEY  whom to trust, and who we are (PEM files)\n"
    "  -T TYPE -P PRIORITY -E SECONDS -R TOPIC -C BYTES   content type, priority, expiry, reply-to, correlation\n"
    "  -u NAME=VALUE         a user property\n"
    "  -w SECONDS            for how long to wait in all: 30\n"
    "  -x MESSAGES           cuts the line after so many bursts and picks up again (try it: nothing is lost)\n";

typedef struct {
    const char *verb, *host, *port, *ca, *certificate, *key, *topic, *text, *type, *reply, *correlation, *user;
    long times, priority, expiry, patience, cuts;
} options;

typedef struct {
    const options *wants;
    long published, stored, refused, heard;
    int is_ready, is_over;
    uint64_t refusal;
} app;

static uint64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* ---- what the device does with it -------------------------------------------------------------------------- */

static uint8_t on_message(void *context, const aw_message *m) {
    app *a = context;
    printf("%.*s %.*s\n", (int)m->topic_length, m->topic, (int)m->length, (const char *)m->payload);
    /* kept, as far as a standard output can: a device would write it down here, and return AW_BUSY if it cannot */
    if (fflush(stdout) != 0) return AW_FAILED;
    a->heard++;
    return AW_OK;
}

static void on_done(void *context, uint32_t ticket, uint8_t code) {
    app *a = context;
    (void)ticket;
    if (code == AW_OK) {
        a->stored++;
    } else {
        a->refused++;
        a->refusal = code;
    }
}

static void on_subscribed(void *context, uint32_t subscription, uint64_t code) {
    app *a = context;
    (void)subscription;
    if (code == AW_OK) {
        fprintf(stderr, "subscribed to %s\n", a->wants->topic);
    } else {
        a->refusal = code;
        a->is_over = 1;
    }
}

static void on_ready(void *context, int resumed) {
    app *a = context;
    a->is_ready = 1;
    if (resumed) fprintf(stderr, "resumed\n");
}

static void on_closed(void *context, uint64_t code, uint64_t retry_ms) {
    app *a = context;
    (void)retry_ms;
    a->is_over = 1;
    if (code != AW_OK) a->refusal = code;
}

static const aw_handlers HANDLERS = {on_message, on_done, on_subscribed, on_ready, on_closed};

static uint32_t attributes_of(const options *wants, aw_attribute *list) {
    uint32_t count = 0;
    static uint8_t property[256];
    if (wants->expiry > 0) list[count++] = aw_number(AW_EXPIRES_IN, (uint64_t)wants->expiry);
    if (wants->priority >= 0) list[count++] = aw_number(AW_PRIORITY, (uint64_t)wants->priority);
    if (wants->type != NULL) list[count++] = aw_text(AW_CONTENT_TYPE, wants->type);
    if (wants->reply != NULL) list[count++] = aw_text(AW_REPLY_TO, wants->reply);
    if (wants->correlation != NULL) list[count++] = aw_text(AW_CORRELATION, wants->correlation);
    const char *equals = wants->user == NULL ? NULL : strchr(wants->user, '=');
    if (equals != NULL && equals - wants->user < 64 && strlen(wants->user) < sizeof property) {
        property[0] = (uint8_t)(equals - wants->user); /* a length below 64 is one byte */
        memcpy(property + 1, wants->user, property[0]);
        strcpy((char *)property + 1 + property[0], equals + 1);
        list[count].tag = AW_USER;
        list[count].number = 0;
        list[count].bytes = property;
        list[count++].length = (uint32_t)strlen(wants->user);
    }
    return count;
}

static void publish_some(aw_client *client, app *a) {
    aw_attribute list[8];
    const options *wants = a->wants;
    aw_message m = {NULL, 0, 0, 1, list, attributes_of(wants, list), (const uint8_t *)wants->text, (uint32_t)strlen(wants->text)};
    while (a->published < wants->times) {
        int64_t ticket = aw_publish(client, &m, now_ms());
        if (ticket == AW_FULL) return; /* when one has its outcome there is room again */
        if (ticket < 0) {
            fprintf(stderr, "not a message: see the bounds in airwire.h\n");
            exit(2);
        }
        a->published++;
    }
}

/* ---- sockets and TLS --------------------------------------------------------------------------------------- */

static int dial(const options *wants) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    int fd = -1, on = 1;
    if (getaddrinfo(wants->host, wants->port, &hints, &found) != 0) return -1;
    for (struct addrinfo *each = found; each != NULL && fd < 0; each = each->ai_next) {
        fd = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
        if (fd >= 0 && connect(fd, each->ai_addr, each->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    if (fd >= 0) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static SSL_CTX *identity(const options *wants) {
    static const unsigned char protocol[] = "\011airwire/1";
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    int good = tls != NULL && SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) == 1
        && SSL_CTX_load_verify_locations(tls, wants->ca, NULL) == 1
        && (wants->certificate == NULL || SSL_CTX_use_certificate_chain_file(tls, wants->certificate) == 1)
        && (wants->key == NULL || SSL_CTX_use_PrivateKey_file(tls, wants->key, SSL_FILETYPE_PEM) == 1)
        && SSL_CTX_set_alpn_protos(tls, protocol, sizeof protocol - 1) == 0;
    if (!good) {
        ERR_print_errors_fp(stderr);
        exit(2);
    }
    SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
    return tls;
}

/* Whether it took the certificate of the gateway, and both speak airwire/1. */
static SSL *secure(SSL_CTX *tls, int fd, const options *wants) {
    const unsigned char *protocol = NULL;
    unsigned length = 0;
    SSL *line = SSL_new(tls);
    if (line == NULL) return NULL;
    int good = SSL_set_fd(line, fd) == 1 && SSL_set1_host(line, wants->host) == 1
        && SSL_set_tlsext_host_name(line, wants->host) == 1 && SSL_connect(line) == 1;
    if (good) SSL_get0_alpn_selected(line, &protocol, &length);
    if (good && length == 9 && memcmp(protocol, "airwire/1", 9) == 0) return line;
    ERR_print_errors_fp(stderr);
    SSL_free(line);
    return NULL;
}

/* Reads what is there. 0 when the line is broken. */
static int hear(SSL *line, aw_client *client) {
    uint8_t bytes[2048];
    for (;;) {
        int length = SSL_read(line, bytes, sizeof bytes);
        if (length > 0) {
            aw_input(client, bytes, (size_t)length, now_ms());
            continue;
        }
        int why = SSL_get_error(line, length);
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return 1;
        ERR_print_errors_fp(stderr);
        return 0;
    }
}

/* Everything that is ready in one record. 0 when the line is broken. */
static int speak(SSL *line, aw_client *client) {
    const uint8_t *bytes;
    size_t length = aw_output(client, &bytes, now_ms());
    if (length == 0) return 1;
    int written = SSL_write(line, bytes, (int)length);
    if (written > 0) {
        aw_written(client, (size_t)written);
        return 1;
    }
    int why = SSL_get_error(line, written);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
}

/* ---- the program ------------------------------------------------------------------------------------------- */

static int is_finished(const app *a, const aw_client *client) {
    if (strcmp(a->wants->verb, "listen") == 0) return a->heard >= a->wants->times;
    return a->published >= a->wants->times && aw_is_settled(client);
}

/* One connection, until all is done, the line breaks, or it is to be cut. 1: cut, 0: over, -1: broken. */
static int converse(SSL *line, int fd, aw_client *client, app *a, uint64_t deadline, int cut) {
    int is_leaving = 0, bursts = 0;
    aw_connect(client, now_ms());
    while (now_ms() < deadline) {
        if (a->is_ready && strcmp(a->wants->verb, "publish") == 0) publish_some(client, a);
        if (a->is_ready && !is_leaving && is_finished(a, client)) {
            aw_leave(client, now_ms());
            is_leaving = 1;
        }
        const uint8_t *ignored;
        int says = aw_output(client, &ignored, now_ms()) > 0;
        if (!speak(line, client)) return -1;
        if (a->is_over) return 0;
        if (cut && a->is_ready && says && ++bursts > 1) return 1;
        struct pollfd wait = {fd, POLLIN, 0};
        if (SSL_pending(line) == 0) poll(&wait, 1, 50);
        int stands = hear(line, client);
        aw_tick(client, now_ms());
        if (!stands) return a->is_over ? 0 : -1;
    }
    fprintf(stderr, "not done within %ld s\n", a->wants->patience);
    return 0;
}

static options parse(int count, char **arguments) {
    options o = {.verb = count > 1 ? arguments[1] : "", .host = "localhost", .port = "7443", .times = 1, .priority = -1,
                 .patience = 30, .text = ""};
    int c, known = strcmp(o.verb, "publish") == 0 || strcmp(o.verb, "listen") == 0;
    optind = 2;
    while (known && (c = getopt(count, arguments, "h:p:a:c:k:t:m:n:T:P:E:R:C:u:w:x:")) != -1) {
        switch (c) {
            case 'h': o.host = optarg; break;
            case 'p': o.port = optarg; break;
            case 'a': o.ca = optarg; break;
            case 'c': o.certificate = optarg; break;
            case 'k': o.key = optarg; break;
            case 't': o.topic = optarg; break;
            case 'm': o.text = optarg; break;
            case 'n': o.times = atol(optarg); break;
            case 'T': o.type = optarg; break;
            case 'P': o.priority = atol(optarg); break;
            case 'E': o.expiry = atol(optarg); break;
            case 'R': o.reply = optarg; break;
            case 'C': o.correlation = optarg; break;
            case 'u': o.user = optarg; break;
            case 'w': o.patience = atol(optarg); break;
            case 'x': o.cuts = atol(optarg); break;
            default: known = 0; break;
        }
    }
    if (!known || o.topic == NULL || o.ca == NULL) {
        fputs(USAGE, stderr);
        exit(2);
    }
    return o;
}

int main(int count, char **arguments) {
    static aw_client client;
    options wants = parse(count, arguments);
    app a = {.wants = &wants};
    signal(SIGPIPE, SIG_IGN);
    SSL_CTX *tls = identity(&wants);
    aw_init(&client, &HANDLERS, &a, NULL);
    int listens = strcmp(wants.verb, "listen") == 0;
    if ((listens ? aw_subscribe(&client, wants.topic, 1) : aw_alias(&client, 0, wants.topic)) < 0) {
        fprintf(stderr, "not a topic: see the bounds in airwire.h\n");
        return 2;
    }
    uint64_t deadline = now_ms() + (uint64_t)wants.patience * 1000;
    int how = 1;
    while (how != 0 && now_ms() < deadline) {
        int fd = dial(&wants);
        SSL *line = fd < 0 ? NULL : secure(tls, fd, &wants);
        if (line == NULL) {
            fprintf(stderr, "no airwire/1 at %s:%s\n", wants.host, wants.port);
            if (fd >= 0) close(fd);
            SSL_CTX_free(tls);
            return 1;
        }
        fcntl(fd, F_SETFL, O_NONBLOCK);
        SSL_set_mode(line, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        a.is_ready = 0;
        how = converse(line, fd, &client, &a, deadline, wants.cuts-- > 0);
        int never_was_one = how < 0 && !a.is_ready; /* a refused certificate shows only now (TLS 1.3) */
        if (how == 0) SSL_shutdown(line);
        SSL_free(line);
        close(fd);
        if (never_was_one) {
            fprintf(stderr, "no airwire/1 at %s:%s\n", wants.host, wants.port);
            break;
        }
    }
    SSL_CTX_free(tls);
    if (a.refusal != 0) fprintf(stderr, "refused: %02llx %s\n", (unsigned long long)a.refusal, aw_code_name(a.refusal));
    if (!listens) printf("%ld stored, %ld refused\n", a.stored, a.refused);
    return a.refusal != 0 || !is_finished(&a, &client);
}
