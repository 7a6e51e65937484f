/* albion duis WORD: finds the word in a table; one file per word. */
#include "duis.h"

#include "cli.h"

#include "base/status.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *word;
    int (*run)(int argc, char **argv);
    const char *usage;
} words[] = {
    {"validate", duis_validate_command, "validate [--json] [--all] FILE..."},
    {"sign", duis_sign_command, "sign --keys DIR [--out DIR] FILE..."},
    {"verify", duis_verify_command, "verify --keys DIR [--at TIME] FILE..."},
    {"transform", duis_transform_command, "transform --keys DIR [--context FILE.json] [--unsigned] FILE"},
    {"correlate", duis_correlate_command, "correlate [--keys DIR] [--context FILE.json] FILE PRECOMMAND"},
};

int cli_duis(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < ALB_COUNT(words); i++) {
        if (strcmp(argv[1], words[i].word) == 0) {
            int code = words[i].run(argc - 1, argv + 1);
            if (code == CLI_USAGE) {
                (void)fprintf(stderr, "usage: albion duis %s\n", words[i].usage);
            }
            return code;
        }
    }
    for (size_t i = 0; i < ALB_COUNT(words); i++) {
        (void)fprintf(stderr, "%s albion duis %s\n", i == 0 ? "usage:" : "      ", words[i].usage);
    }
    return CLI_USAGE;
}
