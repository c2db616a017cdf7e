/* SPDX-License-Identifier: MIT
 *
 * junit.c: the cases of `hale test` in the XML that build servers read.
 *
 * A formula is a suite and an example a case. There is no standard, only a
 * habit; attributes that nobody fills with sense (time, hostname) are left
 * out, which all known readers accept. Bytes that XML forbids were already
 * shown as \xNN.
 */
#include "cli/test.h"

#include <string.h>

static void add_xml(Text *out, const char *text)
{
    Text safe = {0};
    for (; *text; text += *text == '\n') {
        size_t line = strcspn(text, "\n");
        text_clear(&safe);
        text_add_safe(&safe, (Str){text, line}, SIZE_MAX);
        for (size_t i = 0; i < safe.len; i++) {
            char c = safe.data[i];
            if (c == '<')
                text_puts(out, "&lt;");
            else if (c == '>')
                text_puts(out, "&gt;");
            else if (c == '&')
                text_puts(out, "&amp;");
            else if (c == '"')
                text_puts(out, "&quot;");
            else
                text_char(out, c);
        }
        text += line;
        if (*text)
            text_char(out, '\n');
    }
    text_free(&safe);
}

static void add_attribute(Text *out, const char *name, const char *value)
{
    text_printf(out, " %s=\"", name);
    add_xml(out, value);
    text_char(out, '"');
}

/* The cases from `at` on that are of one file. */
static size_t suite_end(const Tests *t, size_t at, size_t *failed,
                        size_t *broken)
{
    size_t end = at;
    *failed = *broken = 0;
    for (; end < t->cases; end++) {
        const TestCase *c = &t->item[end];
        if (strcmp(c->file, t->item[at].file) != 0)
            break;
        *broken += c->broken;
        *failed += c->trouble && !c->broken;
    }
    return end;
}

static void add_case(Text *out, const TestCase *c)
{
    text_puts(out, "    <testcase");
    add_attribute(out, "classname", c->file);
    add_attribute(out, "name", c->name);
    if (!c->trouble) {
        text_puts(out, "/>\n");
        return;
    }
    const char *word = c->broken ? "error" : "failure";
    text_printf(out, ">\n      <%s>", word);
    add_xml(out, c->trouble);
    text_printf(out, "</%s>\n    </testcase>\n", word);
}

int junit_write(const Tests *t, const char *path, Error *error)
{
    Publish file = {0};
    Text out = {0};
    text_printf(&out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<testsuites tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
                t->cases, t->failed, t->broken);
    for (size_t at = 0, end; at < t->cases; at = end) {
        size_t failed, broken;
        end = suite_end(t, at, &failed, &broken);
        text_puts(&out, "  <testsuite");
        add_attribute(&out, "name", t->item[at].file);
        text_printf(&out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
                    end - at, failed, broken);
        for (size_t i = at; i < end; i++)
            add_case(&out, &t->item[i]);
        text_puts(&out, "  </testsuite>\n");
    }
    text_puts(&out, "</testsuites>\n");
    int bad = publish_open(&file, path, error);
    if (!bad) {
        fwrite(out.data, 1, out.len, file.out);
        bad = publish_commit(&file, error);
    }
    text_free(&out);
    return bad;
}
