/* SPDX-License-Identifier: MIT
 *
 * The breadcrumb: what a crash in a plugin prints, and that the process dies
 * of the signal all the same.
 */
#include "unit.h"

#include "plugin/plugin.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs `crash` in a child; what it says on stderr, and its signal. */
static int child(void (*crash)(void), char *said, size_t room)
{
    int ends[2], status = 0;
    size_t len = 0;
    ssize_t got;
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDERR_FILENO);
        crash_install();
        crash();
        _exit(0);
    }
    close(ends[1]);
    while ((got = read(ends[0], said + len, room - 1 - len)) > 0)
        len += (size_t)got;
    said[len] = '\0';
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    return WTERMSIG(status);
}

static void in_a_plugin(void)
{
    crumb = (Crumb){"usage.active_users", "1.0.0", "update", "acme", 1204};
    raise(SIGSEGV);
}

static void in_hale(void)
{
    crumb = (Crumb){NULL, NULL, NULL, NULL, 0};
    raise(SIGABRT);
}

static void names_the_plugin(void **state)
{
    char said[1024];
    (void)state;
    assert_int_equal(child(in_a_plugin, said, sizeof said), SIGSEGV);
    assert_non_null(strstr(said, "SIGSEGV"));
    assert_non_null(strstr(said, "in plugin usage.active_users 1.0.0, during "
                                 "update, account acme, 1204 rows"));
}

static void says_when_it_is_hale(void **state)
{
    char said[1024];
    (void)state;
    assert_int_equal(child(in_hale, said, sizeof said), SIGABRT);
    assert_non_null(strstr(said, "in hale itself"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_the_plugin),
        cmocka_unit_test(says_when_it_is_hale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
