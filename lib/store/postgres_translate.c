/* The subset of SQL that both stores speak has two words that PostgreSQL reads otherwise. */
#include "postgres_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* NULL: it stays as it is. */
static const char *replacement(const char *word, size_t len)
{
    static const struct {
        const char *ours, *theirs;
    } words[] = {{"INTEGER", "BIGINT"}, {"BLOB", "BYTEA"}};
    for (size_t i = 0; i < ALB_COUNT(words); i++) {
        if (len == strlen(words[i].ours) && memcmp(word, words[i].ours, len) == 0) {
            return words[i].theirs;
        }
    }
    return NULL;
}

/* Past a literal or a quoted name. */
static const char *skip_quoted(const char *at)
{
    const char *end = strchr(at + 1, *at);
    return end ? end + 1 : at + strlen(at);
}

static const char *token_end(const char *at)
{
    const char *end = at;
    if (*at == '\'' || *at == '"') {
        return skip_quoted(at);
    }
    while (is_word(*end)) {
        end++;
    }
    return end == at ? at + 1 : end;
}

char *postgres_translate(const char *sql)
{
    /* A word of four letters grows by one. */
    char *out = malloc(strlen(sql) * 5 / 4 + 2);
    size_t n = 0;
    for (const char *at = sql; out && *at;) {
        const char *end = token_end(at);
        const char *other = replacement(at, (size_t)(end - at));
        size_t len = other ? strlen(other) : (size_t)(end - at);
        memcpy(out + n, other ? other : at, len);
        n += len;
        at = end;
    }
    if (out) {
        out[n] = '\0';
    }
    return out;
}
