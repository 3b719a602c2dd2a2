/*
 * Tocsin — Benchmarks: a load generator and prober for HL7 v2 over MLLP
 * SPDX-License-Identifier: Apache-2.0
 *
 * mllp_load - a small, bounded load generator and prober for HL7 v2 over MLLP.
 *
 * One thread, epoll, no allocation on the hot path.  It opens N connections,
 * sends M messages on each, keeps up to D of them unacknowledged per
 * connection, and checks every acknowledgement: MSA-1 must be AA (or CA when
 * --accept-ca is given) and MSA-2 must equal the MSH-10 of the oldest message
 * still waiting on that connection.
 *
 * Build:  cc -O2 -Wall -Wextra -std=gnu11 -o mllp_load mllp_load.c
 * Help:   ./mllp_load --help
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define VT 0x0b
#define FS 0x1c
#define CR 0x0d

#define ID_LEN 18 /* MSH-10 is at most 20 characters in v2.5 */
#define MAX_CONN 20000
#define MAX_DEPTH 1024
#define MAX_TOTAL 50000000ull
#define RX_CAP 16384 /* an acknowledgement larger than this is an error */
#define TX_CAP 65536

/* ------------------------------------------------------------------ time */

static uint64_t now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000ull + (uint64_t)ts.tv_nsec;
}

static void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "mllp_load: ");
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\n");
    va_end(ap);
    exit(2);
}

/* ------------------------------------------------ log-linear histogram (ns) */

#define SUB_BITS 7
#define SUB (1u << SUB_BITS)
#define BUCKETS (64u * SUB)

struct hist {
    uint64_t n, max, min;
    double sum;
    uint64_t b[BUCKETS];
};

static unsigned bucket_of(uint64_t v)
{
    if (v < SUB)
        return (unsigned)v;
    unsigned e = 63u - (unsigned)__builtin_clzll(v); /* e >= SUB_BITS */
    unsigned shift = e - SUB_BITS;
    return (shift + 1) * SUB + (unsigned)((v >> shift) - SUB);
}

static uint64_t bucket_top(unsigned i)
{
    if (i < SUB)
        return i;
    unsigned shift = i / SUB - 1;
    uint64_t m = (uint64_t)(i % SUB) + SUB;
    return ((m + 1) << shift) - 1;
}

static void hist_add(struct hist *h, uint64_t v)
{
    h->b[bucket_of(v)]++;
    h->sum += (double)v;
    if (h->n == 0 || v < h->min)
        h->min = v;
    if (v > h->max)
        h->max = v;
    h->n++;
}

static double hist_q_us(const struct hist *h, double q)
{
    if (!h->n)
        return 0;
    uint64_t want = (uint64_t)(q * (double)h->n + 0.999999), seen = 0;
    if (want < 1)
        want = 1;
    for (unsigned i = 0; i < BUCKETS; i++) {
        seen += h->b[i];
        if (seen >= want) {
            uint64_t t = bucket_top(i);
            return (double)(t > h->max ? h->max : t) / 1000.0;
        }
    }
    return (double)h->max / 1000.0;
}

/* -------------------------------------------------------------- messages */

struct tmpl {
    char *data;    /* framed: VT ... FS CR */
    size_t len;
    size_t id_off; /* where MSH-10 starts */
    size_t more[4]; /* where it stands again: the order numbers, so that each message is a condition of its own */
    size_t more_count;
};

static const char ID_MARK[] = "@@@@@@@@@@@@@@@@@@"; /* ID_LEN characters */
static const char B64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint64_t rng_state = 0x9e3779b97f4a7c15ull;
static uint32_t rng(void)
{
    rng_state ^= rng_state << 13;
    rng_state ^= rng_state >> 7;
    rng_state ^= rng_state << 17;
    return (uint32_t)(rng_state >> 32);
}

/* A chemistry panel, about 1 KB. */
static const char R01[] =
    "MSH|^~\\&|LABSYS|NORTHLAB|TOCSIN|GENHOSP|20261124081500.123+0000||ORU^R01^ORU_R01|@@@@@@@@@@@@@@@@@@|P|2.5.1||||||UNICODE UTF-8\r"
    "PID|1||7040219^^^GENHOSP^MR||Testperson^Alva^M||19570312|F|||12 Sample Street^^Exampleton^^00000\r"
    "PV1|1|I|5W^512^A^GENHOSP||||1188^Attending^Ana^^^Dr|||MED||||||||V9001177|\r"
    "ORC|RE|ORD448821|@@@@@@@@@@@@@@@@@@||CM||||20261124075500\r"
    "OBR|1|ORD448821|@@@@@@@@@@@@@@@@@@|24323-8^Comprehensive metabolic panel^LN|||20261124075000|||||||||1188^Attending^Ana|||||||20261124081400||LAB|F\r"
    "OBX|1|NM|2823-3^Potassium^LN||6.9|mmol/L|3.5-5.1|HH|||F|||20261124081300\r"
    "OBX|2|NM|2951-2^Sodium^LN||138|mmol/L|136-145|N|||F|||20261124081300\r"
    "OBX|3|NM|2160-0^Creatinine^LN||2.31|mg/dL|0.60-1.10|H|||F|||20261124081300\r"
    "OBX|4|NM|2345-7^Glucose^LN||104|mg/dL|70-99|H|||F|||20261124081300\r"
    "OBX|5|NM|3094-0^Urea nitrogen^LN||41|mg/dL|7-18|H|||F|||20261124081300\r"
    "OBX|6|NM|17861-6^Calcium^LN||8.7|mg/dL|8.5-10.2|N|||F|||20261124081300\r"
    "NTE|1|L|Hemolysis index 0. Critical value, call back required.\r"
    "SPM|1|@@@@@@@@@@@@@@@@@@&NORTHLAB||SER^Serum^HL70487\r";

/* A device alarm (PCD alert communication style), about 1.5 KB. */
static const char R40[] =
    "MSH|^~\\&|MONGW^00A0370027000001^EUI-64|GENHOSP|TOCSIN|GENHOSP|20261124081500.250+0000||ORU^R40^ORU_R40|@@@@@@@@@@@@@@@@@@|P|2.6||||||UNICODE UTF-8|||IHE_PCD_ACM_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.4.1^ISO\r"
    "PID|||7040219^^^GENHOSP^MR||Testperson^Alva^M^^^^L||19570312|F\r"
    "PV1||I|5W^512^A^GENHOSP|||||||||||||||V9001177\r"
    "OBR|1|ALM7733120^MONGW^00A0370027000001^EUI-64|@@@@@@@@@@@@@@@@@@^MONGW^00A0370027000001^EUI-64|196616^MDC_EVT_ALARM^MDC|||20261124081459.900+0000|||||||||||||||||||||||||||||||^^^^^^^^RT\r"
    "OBX|1|ST|196670^MDC_EVT_LO^MDC|1.3.1.150456.1|SpO2 low 84 %||||||F|||20261124081459.900+0000||||MON5W12^^00A0370027000012^EUI-64\r"
    "OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.3.1.150456.2|84|262688^MDC_DIM_PERCENT^MDC|90-100|L~PM|||F|||20261124081459.900+0000\r"
    "OBX|3|ST|68481^MDC_ATTR_EVENT_PHASE^MDC|1.3.1.150456.3|start||||||F\r"
    "OBX|4|ST|68482^MDC_ATTR_ALARM_STATE^MDC|1.3.1.150456.4|active||||||F\r"
    "OBX|5|ST|68483^MDC_ATTR_ALARM_INACTIVATION_STATE^MDC|1.3.1.150456.5|enabled||||||F\r"
    "OBX|6|ST|68484^MDC_ATTR_ALARM_PRIORITY^MDC|1.3.1.150456.6|PH||||||F\r"
    "OBX|7|ST|68485^MDC_ATTR_ALERT_TYPE^MDC|1.3.1.150456.7|SP||||||F\r"
    "OBX|8|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.3.1.149530.8|118|264864^MDC_DIM_BEAT_PER_MIN^MDC|50-120|N|||F|||20261124081459.900+0000\r"
    "OBX|9|ST|68487^MDC_ATTR_ALARM_TEXT^MDC|1.3.1.150456.9|Desaturation, probe on, signal quality good||||||F\r"
    "OBX|10|CWE|68488^MDC_ATTR_LOCATION^MDC|1.3.1.150456.10|5W^Ward 5 West^L||||||F\r"
    "PRT|1|UC||RO^Responsible Observer^HL70443|1188^Attending^Ana|||5W^512^A^GENHOSP\r";

static const char ED_HEAD[] =
    "MSH|^~\\&|DOCSYS|GENHOSP|TOCSIN|GENHOSP|20261124081500.500+0000||ORU^R01^ORU_R01|@@@@@@@@@@@@@@@@@@|P|2.5.1||||||UNICODE UTF-8\r"
    "PID|1||7040219^^^GENHOSP^MR||Testperson^Alva^M||19570312|F\r"
    "OBR|1|ORD448822|DOC11881|18842-5^Discharge summary^LN|||20261124075000|||||||||||||||20261124081400||MDOC|F\r"
    "OBX|1|ED|18842-5^Discharge summary^LN||DOCSYS^AP^PDF^Base64^";
static const char ED_TAIL[] = "||||||F\r";

static struct tmpl frame_text(const char *body, size_t n)
{
    struct tmpl t = {0};
    t.len = n + 3;
    t.data = malloc(t.len);
    if (!t.data)
        die("out of memory");
    t.data[0] = VT;
    memcpy(t.data + 1, body, n);
    t.data[n + 1] = FS;
    t.data[n + 2] = CR;
    char *m = memmem(t.data, t.len, ID_MARK, ID_LEN);
    if (!m)
        die("internal: template lacks its id mark");
    t.id_off = (size_t)(m - t.data);
    for (char *x = m + ID_LEN; t.more_count < 4 && (x = memmem(x, t.len - (size_t)(x - t.data), ID_MARK, ID_LEN)); x += ID_LEN)
        t.more[t.more_count++] = (size_t)(x - t.data);
    return t;
}

static struct tmpl make_ed(size_t payload)
{
    size_t h = sizeof ED_HEAD - 1, tl = sizeof ED_TAIL - 1;
    char *b = malloc(h + payload + tl);
    if (!b)
        die("out of memory");
    memcpy(b, ED_HEAD, h);
    for (size_t i = 0; i < payload; i++)
        b[h + i] = B64[rng() & 63];
    memcpy(b + h + payload, ED_TAIL, tl);
    struct tmpl t = frame_text(b, h + payload + tl);
    free(b);
    return t;
}

static struct tmpl make_kind(const char *k, size_t ed_bytes)
{
    if (!strcmp(k, "r01"))
        return frame_text(R01, sizeof R01 - 1);
    if (!strcmp(k, "normal")) { /* the same panel with nothing critical in it: no alert */
        struct tmpl t = frame_text(R01, sizeof R01 - 1);
        char *f = memmem(t.data, t.len, "|HH|", 4);
        f[1] = ' ';
        f[2] = 'H';
        return t;
    }
    if (!strcmp(k, "r40"))
        return frame_text(R40, sizeof R40 - 1);
    if (!strcmp(k, "ed"))
        return make_ed(ed_bytes);
    die("unknown message kind '%s' (r01, normal, r40, ed, mix)", k);
    return (struct tmpl){0};
}

static uint32_t run_tag;

static void make_id(char out[ID_LEN], unsigned conn, unsigned seq)
{
    static const char d[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* base 32 */
    out[0] = 'L';
    for (int i = 0; i < 6; i++)
        out[1 + i] = d[(run_tag >> (5 * (5 - i))) & 31];
    for (int i = 0; i < 4; i++)
        out[7 + i] = d[(conn >> (5 * (3 - i))) & 31];
    for (int i = 0; i < 7; i++)
        out[11 + i] = d[((uint64_t)seq >> (5 * (6 - i))) & 31];
}

/* --------------------------------------------------------------- options */

static struct {
    const char *host;
    int port;
    unsigned conns, msgs, warm, depth;
    const char *kind;
    size_t ed_bytes;
    double rate;
    unsigned timeout_s;
    unsigned hold_s;
    const char *probe;
    size_t big_bytes;
    size_t endless_bytes;
    int pid;
    bool json, accept_ca, churn, same;
    const char *label;
    uint64_t seed;
    unsigned sources;
} o = {.host = "127.0.0.1", .port = 2575, .conns = 1, .msgs = 1000, .warm = 0, .depth = 1, .kind = "r01",
       .ed_bytes = 100000, .timeout_s = 60, .big_bytes = 50u << 20, .endless_bytes = 256u << 20, .label = "",
       .seed = 1, .sources = 1};

static void usage(void)
{
    puts(
        "mllp_load: load generator and prober for HL7 v2 over MLLP\n"
        "\n"
        "  --host A            IPv4 address of the server (127.0.0.1)\n"
        "  --port P            TCP port (2575)\n"
        "  --conns N           connections, 1..20000 (1)\n"
        "  --msgs M            measured messages on each connection (1000)\n"
        "  --warm W            extra messages on each connection before them, not measured (0)\n"
        "  --depth D           unacknowledged messages allowed on a connection, 1..1024 (1)\n"
        "  --same              the same order number in every message (one condition repeated)\n"
        "  --kind K            r01 (~1 KB), normal (r01, nothing critical), r40 (~1.5 KB), ed (base64 document), mix (0 1 0 1 ... no ed)\n"
        "  --ed-bytes B        base64 bytes in an ed message (100000)\n"
        "  --rate R            open loop: R messages/s over all connections; latency counts from\n"
        "                      the intended send time (0: closed loop, as fast as acks come)\n"
        "  --timeout S         give up S seconds after the last progress (60)\n"
        "  --hold S            only connect, hold every connection idle S seconds, then close\n"
        "  --probe NAME        one behaviour check instead of load:\n"
        "                        split      one message in 1-byte writes\n"
        "                        joined     two messages in one write\n"
        "                        garbage    stray bytes before the start block\n"
        "                        nofs       end block without the closing CR, then a second message\n"
        "                        big        one frame of --big-bytes\n"
        "                        endless    a frame that never ends, up to --endless-bytes\n"
        "                        empty      VT FS CR\n"
        "                        notmsh     a framed text that is not HL7\n"
        "  --big-bytes B       (52428800)      --endless-bytes B  (268435456)\n"
        "  --pid PID           report the server's CPU per message, VmRSS and VmHWM (a process here)\n"
        "  --sources K         bind connections to 127.0.0.1..K in turn, for many connections (1)\n"
        "  --churn             a new connection for every message (depth 1); latency counts from connect\n"
        "  --accept-ca         take CA as well as AA in MSA-1\n"
        "  --seed S            seed for message contents and ids (1)\n"
        "  --label TEXT        printed first on the result line\n"
        "  --json              one JSON object on the result line\n"
        "  --help\n"
        "\n"
        "Exit status: 0 every message acknowledged as it should be, 1 errors or timeouts, 2 bad use.\n"
        "At most 50 million messages a run.  Latency is kept in a histogram good to 0.8 %.");
}

static unsigned long long num(const char *name, const char *s, unsigned long long lo, unsigned long long hi)
{
    char *e;
    errno = 0;
    unsigned long long v = strtoull(s, &e, 10);
    if (errno || *e || e == s || *s == '-' || v < lo || v > hi)
        die("--%s wants %llu..%llu, not '%s'", name, lo, hi, s);
    return v;
}

static void parse(int argc, char **argv)
{
    enum { HOST = 1, PORT, CONNS, MSGS, WARM, DEPTH, KIND, EDB, RATE, TMO, HOLD, PROBE, BIG, ENDL, PID, SRC, CA, CHURN, SEED, LABEL, JSON, SAME, HELP };
    static const struct option lo[] = {
        {"host", 1, 0, HOST}, {"port", 1, 0, PORT}, {"conns", 1, 0, CONNS}, {"msgs", 1, 0, MSGS},
        {"warm", 1, 0, WARM}, {"depth", 1, 0, DEPTH}, {"same", 0, 0, SAME}, {"kind", 1, 0, KIND}, {"ed-bytes", 1, 0, EDB},
        {"rate", 1, 0, RATE}, {"timeout", 1, 0, TMO}, {"hold", 1, 0, HOLD}, {"probe", 1, 0, PROBE},
        {"big-bytes", 1, 0, BIG}, {"endless-bytes", 1, 0, ENDL}, {"pid", 1, 0, PID}, {"sources", 1, 0, SRC},
        {"accept-ca", 0, 0, CA}, {"churn", 0, 0, CHURN}, {"seed", 1, 0, SEED}, {"label", 1, 0, LABEL}, {"json", 0, 0, JSON},
        {"help", 0, 0, HELP}, {0, 0, 0, 0}};
    int c;
    while ((c = getopt_long(argc, argv, "", lo, NULL)) != -1)
        switch (c) {
        case HOST: o.host = optarg; break;
        case PORT: o.port = (int)num("port", optarg, 1, 65535); break;
        case CONNS: o.conns = (unsigned)num("conns", optarg, 1, MAX_CONN); break;
        case MSGS: o.msgs = (unsigned)num("msgs", optarg, 1, MAX_TOTAL); break;
        case WARM: o.warm = (unsigned)num("warm", optarg, 0, 10000000); break;
        case DEPTH: o.depth = (unsigned)num("depth", optarg, 1, MAX_DEPTH); break;
        case KIND: o.kind = optarg; break;
        case SAME: o.same = true; break;
        case EDB: o.ed_bytes = num("ed-bytes", optarg, 4, 64u << 20); break;
        case RATE: o.rate = strtod(optarg, NULL); if (!(o.rate >= 0) || o.rate > 1e7) die("--rate wants 0..1e7"); break;
        case TMO: o.timeout_s = (unsigned)num("timeout", optarg, 1, 3600); break;
        case HOLD: o.hold_s = (unsigned)num("hold", optarg, 1, 3600); break;
        case PROBE: o.probe = optarg; break;
        case BIG: o.big_bytes = num("big-bytes", optarg, 1000, 1ull << 31); break;
        case ENDL: o.endless_bytes = num("endless-bytes", optarg, 1000, 1ull << 34); break;
        case PID: o.pid = (int)num("pid", optarg, 1, 1u << 30); break;
        case SRC: o.sources = (unsigned)num("sources", optarg, 1, 200); break;
        case CHURN: o.churn = true; break;
        case CA: o.accept_ca = true; break;
        case SEED: o.seed = num("seed", optarg, 1, UINT64_MAX / 2); break;
        case LABEL: o.label = optarg; break;
        case JSON: o.json = true; break;
        case HELP: usage(); exit(0);
        default: die("try --help");
        }
    if (optind != argc)
        die("unexpected argument '%s'; try --help", argv[optind]);
    if ((uint64_t)o.conns * ((uint64_t)o.msgs + o.warm) > MAX_TOTAL)
        die("more than %llu messages in one run", MAX_TOTAL);
    if (o.churn && (o.depth != 1 || o.rate > 0))
        die("--churn goes with --depth 1 and without --rate");
    rng_state ^= o.seed * 0xd1342543de82ef95ull;
    if (!rng_state)
        rng_state = 1;
    run_tag = rng() & 0x3fffffff;
}

/* ----------------------------------------------------------------- system */

static long proc_kb(int pid, const char *key)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return -1;
    long v = -1;
    size_t k = strlen(key);
    while (fgets(line, sizeof line, f))
        if (!strncmp(line, key, k) && line[k] == ':')
            v = strtol(line + k + 1, NULL, 10);
    fclose(f);
    return v;
}

/* CPU seconds a process has used so far, from /proc/PID/stat. */
static double proc_cpu(int pid)
{
    char path[64], buf[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return -1;
    size_t n = fread(buf, 1, sizeof buf - 1, f);
    fclose(f);
    buf[n] = 0;
    char *p = strrchr(buf, ')');
    unsigned long u, s;
    if (!p || sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s) != 2)
        return -1;
    return (double)(u + s) / (double)sysconf(_SC_CLK_TCK);
}

static int dial(unsigned i, bool nonblock)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (o.sources > 1) {
        struct sockaddr_in la = {.sin_family = AF_INET};
        la.sin_addr.s_addr = htonl(0x7f000001u + i % o.sources);
        if (bind(fd, (struct sockaddr *)&la, sizeof la) < 0) {
            close(fd);
            return -1;
        }
    }
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o.port)};
    if (inet_pton(AF_INET, o.host, &a.sin_addr) != 1)
        die("--host wants an IPv4 address");
    if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0) {
        close(fd);
        return -1;
    }
    if (nonblock)
        fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return fd;
}

/* ------------------------------------------------------- ack verification */

enum ackres { ACK_OK, ACK_CODE, ACK_ID, ACK_NOMSA };

/* p[0..n) is the inside of one frame. */
static enum ackres check_ack(const char *p, size_t n, const char *id, char code[3])
{
    const char *s = p, *end = p + n;
    code[0] = 0;
    while (s < end) {
        const char *e = memchr(s, CR, (size_t)(end - s));
        if (!e)
            e = end;
        while (s < e && *s == '\n')
            s++;
        if (e - s > 6 && !memcmp(s, "MSA", 3)) {
            char sep = s[3];
            code[0] = s[4];
            code[1] = s[5];
            code[2] = 0;
            bool ok = s[4] == 'A' && s[5] == 'A';
            if (o.accept_ca && s[4] == 'C' && s[5] == 'A')
                ok = true;
            if (!ok)
                return ACK_CODE;
            if (s[6] != sep)
                return ACK_ID;
            const char *v = s + 7, *q = memchr(v, sep, (size_t)(e - v));
            if (!q)
                q = e;
            if ((size_t)(q - v) != ID_LEN || memcmp(v, id, ID_LEN))
                return ACK_ID;
            return ACK_OK;
        }
        s = e + 1;
    }
    return ACK_NOMSA;
}

/* ------------------------------------------------------------------- load */

struct conn {
    int fd;
    unsigned queued, acked; /* messages put in tx, messages acknowledged */
    char *tx;
    size_t tx_len, tx_off, tx_cap;
    char *rx;
    size_t rx_len;
    uint64_t *t0; /* ring of depth intended/actual send times */
    bool want_out, dead, again; /* again: --churn wants a new connection */
};

static struct tmpl tm[2];
static unsigned ntm;
static struct conn *cs;
static int ep;
static struct hist H;
static uint64_t err_code, err_id, err_nomsa, err_lost, err_frame, tot_ok, bytes_out;
static uint64_t t_first, t_last;
static unsigned live, warm_left;
static uint64_t sched_start;

static void kill_conn(struct conn *c, unsigned total)
{
    if (c->dead)
        return;
    c->dead = true;
    live--;
    if (c->acked < total)
        err_lost += total - c->acked;
    if (c->acked < o.warm)
        warm_left--;
    close(c->fd);
}

static bool queue_one(struct conn *c, unsigned ci, uint64_t t)
{
    const struct tmpl *m = &tm[c->queued % ntm];
    if (c->tx_off == c->tx_len)
        c->tx_off = c->tx_len = 0;
    if (c->tx_len + m->len > c->tx_cap)
        return false;
    char *d = c->tx + c->tx_len;
    memcpy(d, m->data, m->len);
    make_id(d + m->id_off, ci, c->queued);
    for (size_t i = 0; i < m->more_count && !o.same; i++)
        memcpy(d + m->more[i], d + m->id_off, ID_LEN);
    c->tx_len += m->len;
    c->t0[c->queued % o.depth] = t;
    c->queued++;
    bytes_out += m->len;
    return true;
}

static void flush_tx(struct conn *c, unsigned ci, unsigned total)
{
    while (c->tx_off < c->tx_len) {
        ssize_t n = send(c->fd, c->tx + c->tx_off, c->tx_len - c->tx_off, MSG_NOSIGNAL);
        if (n < 0) {
            if (errno == EAGAIN || errno == EWOULDBLOCK) {
                if (!c->want_out) {
                    struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT, .data.u32 = ci};
                    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
                    c->want_out = true;
                }
                return;
            }
            if (errno == EINTR)
                continue;
            kill_conn(c, total);
            return;
        }
        c->tx_off += (size_t)n;
    }
    if (c->want_out) {
        struct epoll_event ev = {.events = EPOLLIN, .data.u32 = ci};
        epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &ev);
        c->want_out = false;
    }
}

/* limit: how many messages this connection may have queued so far. */
static void pump(struct conn *c, unsigned ci, unsigned limit, unsigned total, uint64_t forced_t)
{
    if (c->dead)
        return;
    uint64_t t = forced_t ? forced_t : now_ns();
    while (c->queued < limit && c->queued - c->acked < o.depth)
        if (!queue_one(c, ci, t))
            break;
    if (!c->want_out)
        flush_tx(c, ci, total);
}

static void on_frame(struct conn *c, unsigned ci, const char *p, size_t n, uint64_t t)
{
    char id[ID_LEN], code[3];
    if (c->acked == c->queued) {
        err_frame++; /* an acknowledgement nobody asked for */
        return;
    }
    make_id(id, ci, c->acked);
    switch (check_ack(p, n, id, code)) {
    case ACK_OK: break;
    case ACK_CODE: err_code++; break;
    case ACK_ID: err_id++; break;
    case ACK_NOMSA: err_nomsa++; break;
    }
    bool measured = c->acked >= o.warm;
    uint64_t sent = c->t0[c->acked % o.depth];
    c->acked++;
    if (measured) {
        hist_add(&H, t > sent ? t - sent : 0);
        tot_ok++;
        t_last = t;
    } else if (c->acked == o.warm)
        warm_left--;
    c->again = o.churn && c->acked < o.warm + o.msgs;
}

static bool redial(struct conn *c, unsigned ci, unsigned total)
{
    close(c->fd); /* leaves the epoll set with it */
    c->again = c->want_out = false;
    c->rx_len = c->tx_len = c->tx_off = 0;
    c->fd = dial(ci, true);
    struct epoll_event ev = {.events = EPOLLIN, .data.u32 = ci};
    if (c->fd < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &ev) < 0) {
        kill_conn(c, total);
        return false;
    }
    return true;
}

static bool on_readable(struct conn *c, unsigned ci, unsigned total)
{
    bool got = false;
    for (;;) {
        ssize_t n = recv(c->fd, c->rx + c->rx_len, RX_CAP - c->rx_len, 0);
        if (n < 0) {
            if (errno == EINTR)
                continue;
            if (errno == EAGAIN || errno == EWOULDBLOCK)
                return got;
            kill_conn(c, total);
            return got;
        }
        if (n == 0) {
            kill_conn(c, total);
            return got;
        }
        got = true;
        bool drained = (size_t)n < RX_CAP - c->rx_len;
        c->rx_len += (size_t)n;
        uint64_t t = now_ns();
        size_t pos = 0;
        for (;;) {
            char *s = memchr(c->rx + pos, VT, c->rx_len - pos);
            if (!s) {
                pos = c->rx_len;
                break;
            }
            size_t so = (size_t)(s - c->rx);
            char *e = memchr(s, FS, c->rx_len - so);
            if (!e || (size_t)(e - c->rx) + 1 >= c->rx_len) {
                pos = so;
                break;
            }
            on_frame(c, ci, s + 1, (size_t)(e - s - 1), t);
            pos = (size_t)(e - c->rx) + 1;
            if (c->rx[pos] == CR)
                pos++;
        }
        memmove(c->rx, c->rx + pos, c->rx_len - pos);
        c->rx_len -= pos;
        if (c->rx_len == RX_CAP) {
            err_frame++;
            kill_conn(c, total);
            return got;
        }
        if (drained)
            return got;
    }
}

static int run_load(void)
{
    if (!strcmp(o.kind, "mix")) {
        tm[0] = make_kind("r01", 0);
        tm[1] = make_kind("r40", 0);
        ntm = 2;
    } else {
        tm[0] = make_kind(o.kind, o.ed_bytes);
        ntm = 1;
    }
    size_t big = tm[0].len;
    if (ntm > 1 && tm[1].len > big)
        big = tm[1].len;
    size_t cap = big * o.depth;
    if (cap > TX_CAP)
        cap = TX_CAP;
    if (cap < big)
        cap = big;
    cs = calloc(o.conns, sizeof *cs);
    ep = epoll_create1(EPOLL_CLOEXEC);
    if (!cs || ep < 0)
        die("cannot start");
    uint64_t c0 = now_ns();
    for (unsigned i = 0; i < o.conns; i++) {
        struct conn *c = &cs[i];
        c->fd = dial(i, true);
        if (c->fd < 0)
            die("connection %u: %s", i, strerror(errno));
        c->tx = malloc(cap);
        c->tx_cap = cap;
        c->rx = malloc(RX_CAP);
        c->t0 = malloc(o.depth * sizeof *c->t0);
        if (!c->tx || !c->rx || !c->t0)
            die("out of memory");
        struct epoll_event ev = {.events = EPOLLIN, .data.u32 = i};
        epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &ev);
    }
    double connect_ms = (double)(now_ns() - c0) / 1e6;
    live = o.conns;
    unsigned total = o.warm + o.msgs;
    warm_left = o.warm ? o.conns : 0;
    bool in_warm = o.warm > 0, timed_out = false;
    uint64_t progress = now_ns(), next_i = 0, paced_total = (uint64_t)o.conns * o.msgs, late = 0;
    struct rusage ru0, ru1;
    getrusage(RUSAGE_SELF, &ru0);
    double sc0 = o.pid ? proc_cpu(o.pid) : -1;
    bool paced = o.rate > 0;
    double gap = paced ? 1e9 / o.rate : 0;

    if (in_warm)
        for (unsigned i = 0; i < o.conns; i++)
            pump(&cs[i], i, o.warm, total, 0);
    else {
        t_first = sched_start = now_ns();
        if (!paced)
            for (unsigned i = 0; i < o.conns; i++)
                pump(&cs[i], i, total, total, 0);
    }
    uint64_t goal = (uint64_t)o.conns * o.msgs;
    struct epoll_event evs[512];
    while (live && tot_ok + err_lost < goal) {
        uint64_t wait_ns = 200000000;
        if (paced && !in_warm) {
            /* open loop: message i belongs to connection i mod N at start + i*gap */
            uint64_t t = now_ns();
            bool full = false;
            while (next_i < paced_total) {
                uint64_t due = sched_start + (uint64_t)((double)next_i * gap);
                if (due > t)
                    break;
                unsigned ci = (unsigned)(next_i % o.conns);
                struct conn *c = &cs[ci];
                if (!c->dead) {
                    if (c->queued - c->acked >= o.depth) {
                        late++;
                        full = true;
                        break; /* the window is full: keep the intended time and retry */
                    }
                    unsigned before = c->queued;
                    pump(c, ci, c->queued + 1, total, due);
                    if (c->queued == before && !c->dead) {
                        full = true;
                        break;
                    }
                }
                next_i++;
            }
            wait_ns = 20000000;
            if (next_i < paced_total && !full) {
                uint64_t due = sched_start + (uint64_t)((double)next_i * gap), n0 = now_ns();
                uint64_t left = due > n0 ? due - n0 : 0;
                if (left < wait_ns)
                    wait_ns = left;
            }
        }
        struct timespec ts = {.tv_sec = (time_t)(wait_ns / 1000000000ull), .tv_nsec = (long)(wait_ns % 1000000000ull)};
        int n = epoll_pwait2(ep, evs, 512, &ts, NULL);
        if (n < 0 && errno != EINTR)
            die("epoll_pwait2: %s", strerror(errno));
        bool got = false;
        for (int k = 0; k < n; k++) {
            unsigned ci = evs[k].data.u32;
            struct conn *c = &cs[ci];
            if (c->dead)
                continue;
            if (evs[k].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
                got |= on_readable(c, ci, total);
            if (c->dead)
                continue;
            if (evs[k].events & EPOLLOUT)
                flush_tx(c, ci, total);
            uint64_t from = 0;
            if (c->again) {
                from = now_ns();
                if (!redial(c, ci, total))
                    continue;
            }
            if (in_warm)
                pump(c, ci, o.warm, total, from);
            else if (!paced)
                pump(c, ci, total, total, from);
        }
        uint64_t t = now_ns();
        if (got)
            progress = t;
        if (in_warm && warm_left == 0) {
            in_warm = false;
            getrusage(RUSAGE_SELF, &ru0);
            sc0 = o.pid ? proc_cpu(o.pid) : -1;
            t_first = sched_start = now_ns();
            bytes_out = 0;
            if (!paced)
                for (unsigned i = 0; i < o.conns; i++)
                    pump(&cs[i], i, total, total, 0);
        }
        if (t - progress > (uint64_t)o.timeout_s * 1000000000ull) {
            timed_out = true;
            break;
        }
    }
    getrusage(RUSAGE_SELF, &ru1);
    if (timed_out || !live)
        for (unsigned i = 0; i < o.conns; i++)
            kill_conn(&cs[i], total);
    double secs = t_last > t_first ? (double)(t_last - t_first) / 1e9 : 0;
    double rate = secs > 0 ? (double)tot_ok / secs : 0;
    double cpu = (double)(ru1.ru_utime.tv_sec - ru0.ru_utime.tv_sec + ru1.ru_stime.tv_sec - ru0.ru_stime.tv_sec) +
                 (double)(ru1.ru_utime.tv_usec - ru0.ru_utime.tv_usec + ru1.ru_stime.tv_usec - ru0.ru_stime.tv_usec) / 1e6;
    double scpu = o.pid && sc0 >= 0 ? proc_cpu(o.pid) - sc0 : -1;
    double us_msg = scpu >= 0 && tot_ok ? scpu * 1e6 / (double)tot_ok : -1;
    uint64_t errs = err_code + err_id + err_nomsa + err_lost + err_frame;
    long rss = o.pid ? proc_kb(o.pid, "VmRSS") : -1, hwm = o.pid ? proc_kb(o.pid, "VmHWM") : -1;
    if (o.json)
        printf("{\"label\":\"%s\",\"kind\":\"%s\",\"frame_bytes\":%zu,\"conns\":%u,\"depth\":%u,\"msgs\":%" PRIu64
               ",\"secs\":%.3f,\"rate\":%.1f,\"mb_s\":%.2f,\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,"
               "\"max_us\":%.1f,\"mean_us\":%.1f,\"err_code\":%" PRIu64 ",\"err_id\":%" PRIu64 ",\"err_nomsa\":%" PRIu64
               ",\"err_lost\":%" PRIu64 ",\"err_frame\":%" PRIu64 ",\"timed_out\":%s,\"self_cpu\":%.2f,\"connect_ms\":%.1f,"
               "\"rss_kb\":%ld,\"hwm_kb\":%ld,\"server_cpu_s\":%.2f,\"server_us_msg\":%.2f}\n",
               o.label, o.kind, tm[0].len, o.conns, o.depth, tot_ok, secs, rate,
               secs > 0 ? (double)bytes_out / secs / 1e6 : 0, hist_q_us(&H, .5), hist_q_us(&H, .9), hist_q_us(&H, .99),
               hist_q_us(&H, .999), (double)H.max / 1e3, H.n ? H.sum / (double)H.n / 1e3 : 0, err_code, err_id,
               err_nomsa, err_lost, err_frame, timed_out ? "true" : "false", secs > 0 ? cpu / secs : 0, connect_ms, rss,
               hwm, scpu, us_msg);
    else
        printf("%s%s%s %zu B x %u conns depth %u: %" PRIu64 " acked in %.3f s = %.0f msg/s; us p50 %.0f p90 %.0f p99 %.0f "
               "p99.9 %.0f max %.0f; errors %" PRIu64 " (code %" PRIu64 " id %" PRIu64 " nomsa %" PRIu64 " lost %" PRIu64
               " frame %" PRIu64 ")%s; generator CPU %.0f %%; server CPU %.2f us/msg, rss %ld kB peak %ld kB\n",
               o.label, *o.label ? ": " : "", o.kind, tm[0].len, o.conns, o.depth, tot_ok, secs, rate, hist_q_us(&H, .5),
               hist_q_us(&H, .9), hist_q_us(&H, .99), hist_q_us(&H, .999), (double)H.max / 1e3, errs, err_code, err_id,
               err_nomsa, err_lost, err_frame, timed_out ? " TIMED OUT" : "", secs > 0 ? 100 * cpu / secs : 0, us_msg, rss, hwm);
    if (late && o.rate > 0)
        fprintf(stderr, "note: waited for room in the window %" PRIu64 " times; the rate was not always met\n", late);
    return errs || timed_out ? 1 : 0;
}

/* ------------------------------------------------------------------- hold */

static int run_hold(void)
{
    long r0 = o.pid ? proc_kb(o.pid, "VmRSS") : -1;
    int *fds = calloc(o.conns, sizeof *fds);
    unsigned up = 0;
    uint64_t t0 = now_ns();
    for (unsigned i = 0; i < o.conns; i++) {
        fds[i] = dial(i, false);
        if (fds[i] < 0) {
            fprintf(stderr, "connection %u: %s\n", i, strerror(errno));
            break;
        }
        up++;
    }
    double ms = (double)(now_ns() - t0) / 1e6;
    sleep(o.hold_s);
    unsigned closed = 0;
    for (unsigned i = 0; i < up; i++) {
        char b;
        ssize_t n = recv(fds[i], &b, 1, MSG_DONTWAIT | MSG_PEEK);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK))
            closed++;
    }
    long r1 = o.pid ? proc_kb(o.pid, "VmRSS") : -1;
    long thr = o.pid ? proc_kb(o.pid, "Threads") : -1;
    printf("%s%shold: %u of %u connections up in %.0f ms, %u closed by the server after %u s; rss %ld -> %ld kB "
           "(%.2f kB a connection), threads %ld\n",
           o.label, *o.label ? ": " : "", up, o.conns, ms, closed, o.hold_s, r0, r1,
           up ? (double)(r1 - r0) / up : 0, thr);
    for (unsigned i = 0; i < up; i++)
        close(fds[i]);
    return up == o.conns && !closed ? 0 : 1;
}

/* ----------------------------------------------------------------- probes */

/* Sends all of p, at most step bytes a write; <0 when the peer went away. */
static ssize_t send_steps(int fd, const char *p, size_t n, size_t step, uint64_t deadline)
{
    size_t off = 0;
    while (off < n) {
        struct pollfd pf = {.fd = fd, .events = POLLOUT};
        if (now_ns() > deadline)
            return (ssize_t)off;
        if (poll(&pf, 1, 200) == 0)
            continue;
        size_t k = n - off < step ? n - off : step;
        ssize_t w = send(fd, p + off, k, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (w < 0) {
            if (errno == EAGAIN || errno == EINTR)
                continue;
            return -(ssize_t)off - 1;
        }
        off += (size_t)w;
    }
    return (ssize_t)off;
}

/* Waits for up to `want` frames; describes what came. */
static void await(int fd, unsigned want, unsigned secs, char ids[][ID_LEN], char *out, size_t cap)
{
    static char rx[1 << 16];
    size_t n = 0, pos = 0;
    unsigned got = 0;
    uint64_t end = now_ns() + (uint64_t)secs * 1000000000ull;
    size_t w = 0;
    out[0] = 0;
    while (got < want) {
        uint64_t t = now_ns();
        if (t >= end) {
            snprintf(out + w, cap - w, "%snothing more in %u s", w ? ", " : "", secs);
            return;
        }
        struct pollfd pf = {.fd = fd, .events = POLLIN};
        poll(&pf, 1, 100);
        if (!(pf.revents & (POLLIN | POLLHUP | POLLERR)))
            continue;
        ssize_t k = recv(fd, rx + n, sizeof rx - n, MSG_DONTWAIT);
        if (k == 0 || (k < 0 && errno != EAGAIN)) {
            snprintf(out + w, cap - w, "%sconnection %s by the server", w ? ", " : "", k == 0 ? "closed" : "reset");
            return;
        }
        if (k < 0)
            continue;
        n += (size_t)k;
        for (;;) {
            char *s = memchr(rx + pos, VT, n - pos);
            char *e = s ? memchr(s, FS, n - (size_t)(s - rx)) : NULL;
            if (!e)
                break;
            char code[3];
            enum ackres r = ACK_NOMSA;
            unsigned which = got;
            for (unsigned i = 0; i < want; i++) {
                r = check_ack(s + 1, (size_t)(e - s - 1), ids[i], code);
                which = i;
                if (r == ACK_OK)
                    break;
            }
            w += (size_t)snprintf(out + w, cap - w, "%s%s%s", w ? ", " : "", r == ACK_NOMSA ? "frame without MSA" : code,
                                  r == ACK_OK ? "" : r == ACK_ID ? " (wrong id)" : "");
            if (r == ACK_OK && which != got)
                w += (size_t)snprintf(out + w, cap - w, " (for message %u)", which + 1);
            got++;
            pos = (size_t)(e - rx) + 1;
        }
        if (n == sizeof rx) {
            snprintf(out + w, cap - w, "%stoo much answer", w ? ", " : "");
            return;
        }
    }
}

static int run_probe(void)
{
    char ids[2][ID_LEN], what[400] = "", extra[200] = "";
    struct tmpl a = make_kind("r01", 0), b = make_kind("r40", 0);
    make_id(ids[0], 0, 0);
    make_id(ids[1], 0, 1);
    memcpy(a.data + a.id_off, ids[0], ID_LEN);
    memcpy(b.data + b.id_off, ids[1], ID_LEN);
    long r0 = o.pid ? proc_kb(o.pid, "VmRSS") : -1;
    int fd = dial(0, false);
    if (fd < 0)
        die("connect: %s", strerror(errno));
    uint64_t t0 = now_ns(), dl = t0 + (uint64_t)o.timeout_s * 1000000000ull;
    unsigned tmo = o.timeout_s;
    if (!strcmp(o.probe, "split")) {
        ssize_t s = send_steps(fd, a.data, a.len, 1, dl);
        if (s < 0)
            snprintf(extra, sizeof extra, "; the server went away after %zd bytes", -s - 1);
        await(fd, 1, tmo, ids, what, sizeof what);
    } else if (!strcmp(o.probe, "joined")) {
        char *j = malloc(a.len + b.len);
        memcpy(j, a.data, a.len);
        memcpy(j + a.len, b.data, b.len);
        send_steps(fd, j, a.len + b.len, a.len + b.len, dl);
        await(fd, 2, tmo, ids, what, sizeof what);
    } else if (!strcmp(o.probe, "garbage")) {
        char j[4096] = "stray \r\n bytes \0 before";
        size_t g = 22;
        memcpy(j + g, a.data, a.len);
        send_steps(fd, j, g + a.len, sizeof j, dl);
        await(fd, 1, tmo, ids, what, sizeof what);
    } else if (!strcmp(o.probe, "nofs")) {
        send_steps(fd, a.data, a.len - 1, 1 << 20, dl); /* VT ... FS, no CR */
        send_steps(fd, b.data, b.len, 1 << 20, dl);
        await(fd, 2, tmo, ids, what, sizeof what);
    } else if (!strcmp(o.probe, "empty")) {
        char j[3] = {VT, FS, CR};
        send_steps(fd, j, 3, 3, dl);
        send_steps(fd, a.data, a.len, 1 << 20, dl);
        await(fd, 2, tmo, ids, what, sizeof what);
    } else if (!strcmp(o.probe, "notmsh")) {
        static const char j[] = "\x0bhello, this is no HL7 message\r\x1c\r";
        send_steps(fd, j, sizeof j - 1, 1 << 20, dl);
        send_steps(fd, a.data, a.len, 1 << 20, dl);
        await(fd, 2, tmo, ids, what, sizeof what);
    } else if (!strcmp(o.probe, "big")) {
        struct tmpl e = make_ed(o.big_bytes);
        memcpy(e.data + e.id_off, ids[0], ID_LEN);
        t0 = now_ns();
        dl = t0 + (uint64_t)o.timeout_s * 1000000000ull;
        ssize_t s = send_steps(fd, e.data, e.len, 1 << 18, dl);
        if (s < 0)
            snprintf(extra, sizeof extra, "; the server went away after %zd bytes", -s - 1);
        else if ((size_t)s < e.len)
            snprintf(extra, sizeof extra, "; only %zd of %zu bytes taken in time", s, e.len);
        await(fd, 1, tmo, ids, what, sizeof what);
    } else if (!strcmp(o.probe, "endless")) {
        size_t chunk = 1 << 20, sent = 0;
        char *j = malloc(chunk);
        memset(j, 'A', chunk);
        send_steps(fd, a.data, a.len - 2, 1 << 20, dl); /* everything but FS CR */
        while (sent < o.endless_bytes) {
            ssize_t s = send_steps(fd, j, chunk, chunk, dl);
            if (s < 0) {
                sent += (size_t)(-s - 1);
                snprintf(what, sizeof what, "the server closed after %zu bytes", sent);
                break;
            }
            sent += (size_t)s;
            if ((size_t)s < chunk) {
                snprintf(what, sizeof what, "the server stopped reading after %zu bytes", sent);
                break;
            }
        }
        if (!*what)
            snprintf(what, sizeof what, "the server took all %zu bytes and kept the connection", sent);
    } else
        die("unknown probe '%s'; try --help", o.probe);
    double ms = (double)(now_ns() - t0) / 1e6;
    long r1 = o.pid ? proc_kb(o.pid, "VmRSS") : -1, hw = o.pid ? proc_kb(o.pid, "VmHWM") : -1;
    printf("%s%sprobe %s: %s%s; %.1f ms", o.label, *o.label ? ": " : "", o.probe, what, extra, ms);
    if (o.pid)
        printf("; rss %ld -> %ld kB, peak %ld kB", r0, r1, hw);
    close(fd);
    /* does it still serve others? */
    int f2 = dial(1, false);
    char again[200] = "cannot connect";
    if (f2 >= 0) {
        send_steps(f2, a.data, a.len, 1 << 20, now_ns() + 5000000000ull);
        await(f2, 1, 5, ids, again, sizeof again);
        close(f2);
    }
    printf("; a fresh connection afterwards: %s\n", again);
    return 0;
}

int main(int argc, char **argv)
{
    parse(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    struct rlimit rl;
    if (!getrlimit(RLIMIT_NOFILE, &rl)) {
        rl.rlim_cur = rl.rlim_max;
        setrlimit(RLIMIT_NOFILE, &rl);
    }
    if (o.probe)
        return run_probe();
    if (o.hold_s)
        return run_hold();
    return run_load();
}
