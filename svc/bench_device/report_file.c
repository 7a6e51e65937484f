/* Reports for programs: JSON, and JUnit XML. */
#include "report.h"

#include "base/json.h"

#include <stdio.h>

static const char *const outcomes[] = {"pass", "fail", "skip"};

static void write_case(alb_json *j, const bench_device_case *c)
{
    alb_json_object(j);
    alb_json_key(j, "group");
    alb_json_text(j, c->group);
    alb_json_key(j, "name");
    alb_json_text(j, c->name);
    alb_json_key(j, "title");
    alb_json_text(j, c->title);
    alb_json_key(j, "outcome");
    alb_json_text(j, outcomes[c->outcome]);
    if (c->why) {
        alb_json_key(j, "why");
        alb_json_text(j, c->why);
    }
    alb_json_key(j, "milliseconds");
    alb_json_i64(j, (int64_t)(c->seconds * 1000));
    alb_json_key(j, "fields");
    alb_json_array(j);
    for (size_t i = 0; i < c->n_fields; i++) {
        const bench_device_field *f = &c->fields[i];
        alb_json_object(j);
        alb_json_key(j, "name");
        alb_json_text(j, f->name);
        alb_json_key(j, "expected");
        alb_json_text(j, f->expected);
        alb_json_key(j, "actual");
        alb_json_text(j, f->actual);
        alb_json_key(j, "passed");
        alb_json_bool(j, f->passed);
        alb_json_object_end(j);
    }
    alb_json_array_end(j);
    alb_json_object_end(j);
}

void bench_device_write_json(const bench_device_report *r, alb_buf *out)
{
    alb_json j;
    alb_json_init(&j, out, 2);
    alb_json_object(&j);
    for (int i = 0; i <= BENCH_DEVICE_SKIP; i++) {
        alb_json_key(&j, outcomes[i]);
        alb_json_u64(&j, bench_device_report_total(r, (bench_device_outcome)i));
    }
    alb_json_key(&j, "cases");
    alb_json_array(&j);
    for (size_t i = 0; i < bench_device_report_count(r); i++) {
        write_case(&j, bench_device_report_at(r, i));
    }
    alb_json_array_end(&j);
    alb_json_object_end(&j);
    alb_buf_add_u8(out, '\n');
}

/* --- JUnit --- */

/* Our texts are printable; what is not is left out, since XML has no way to say it. */
static void add_escaped(alb_buf *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            alb_buf_add_text(out, "&amp;");
            break;
        case '<':
            alb_buf_add_text(out, "&lt;");
            break;
        case '>':
            alb_buf_add_text(out, "&gt;");
            break;
        case '"':
            alb_buf_add_text(out, "&quot;");
            break;
        default:
            if (*text >= ' ' && *text <= '~') {
                alb_buf_add_u8(out, (uint8_t)*text);
            }
        }
    }
}

static void add_failure(alb_buf *out, const bench_device_case *c)
{
    bool first = true;
    for (size_t i = 0; i < c->n_fields; i++) {
        const bench_device_field *f = &c->fields[i];
        if (f->passed) {
            continue;
        }
        if (first) {
            alb_buf_add_text(out, "      <failure message=\"");
            add_escaped(out, f->name);
            alb_buf_add_text(out, "\">");
            first = false;
        }
        add_escaped(out, f->name);
        alb_buf_add_text(out, ": expected ");
        add_escaped(out, f->expected);
        alb_buf_add_text(out, ", got ");
        add_escaped(out, f->actual);
        alb_buf_add_u8(out, '\n');
    }
    alb_buf_add_text(out, "</failure>\n");
}

static void add_case(alb_buf *out, const bench_device_case *c)
{
    alb_buf_add_text(out, "    <testcase classname=\"albion.bench-device.");
    add_escaped(out, c->group);
    alb_buf_add_text(out, "\" name=\"");
    add_escaped(out, c->name);
    alb_buf_add_text(out, " ");
    add_escaped(out, c->title);
    alb_buf_printf(out, "\" time=\"%.3f\">\n", c->seconds);
    if (c->outcome == BENCH_DEVICE_FAIL) {
        add_failure(out, c);
    } else if (c->outcome == BENCH_DEVICE_SKIP) {
        alb_buf_add_text(out, "      <skipped message=\"");
        add_escaped(out, c->why ? c->why : "");
        alb_buf_add_text(out, "\"/>\n");
    }
    alb_buf_add_text(out, "    </testcase>\n");
}

void bench_device_write_junit(const bench_device_report *r, alb_buf *out)
{
    double seconds = 0;
    size_t n = bench_device_report_count(r);
    for (size_t i = 0; i < n; i++) {
        seconds += bench_device_report_at(r, i)->seconds;
    }
    alb_buf_printf(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"bench-device\" "
        "tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\" time=\"%.3f\">\n",
        n, bench_device_report_total(r, BENCH_DEVICE_FAIL), bench_device_report_total(r, BENCH_DEVICE_SKIP),
        seconds);
    for (size_t i = 0; i < n; i++) {
        add_case(out, bench_device_report_at(r, i));
    }
    alb_buf_add_text(out, "  </testsuite>\n</testsuites>\n");
}
