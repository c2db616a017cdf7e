/* SPDX-License-Identifier: MIT
 *
 * input_exec.c: commands as sources: their rows, their failures, and that
 * nothing of them stays behind. Each test ends by looking for children that
 * nobody waited for and for descriptors that are still open.
 */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "input_read.h"
#include "scratch.h"

static FakeHost host;
static size_t descriptors;

static const hale_input *input(void)
{
    return hale_plugin_v1()->inputs[0];
}

static size_t count_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;
    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static int setup(void **state)
{
    (void)state;
    fake_open(&host);
    descriptors = count_descriptors();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(count_descriptors(), descriptors);
    fake_close(&host);
    return 0;
}

static int last_teardown(void **state)
{
    (void)state;
    scratch_remove();
    return 0;
}

static const char *run_with(const char *command, const char *fields,
                            const char *name, const char *option)
{
    const char *given[] = {"command", command, "folder", scratch_folder(),
                           name,      option,  NULL};
    fake_forget(&host);
    return input_read(&host, input(),
                      &(InputRead){.given = given, .fields = fields});
}

static const char *run(const char *command)
{
    return run_with(command, "a b:int", NULL, NULL);
}

static void assert_fails(const char *command, const char *why)
{
    assert_null(run(command));
    assert_string_equal(host.failed, why);
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void test_rows(void **state)
{
    (void)state;
    assert_string_equal(run("echo a,b; echo x,1; echo y,2"), "2|x|1\n3|y|2\n");
    assert_string_equal(
        run_with("printf 'a;b\\nx;1\\n'", "a b:int", "delimiter", "semicolon"),
        "2|x|1\n");
    assert_string_equal(run("printf 'a,b\\nx,1\\n' | gzip"), "2|x|1\n");
}

static void test_lines_of_json(void **state)
{
    const char *rows = run_with("echo '{\"a\":\"x\",\"b\":{\"c\":1}}'",
                                "a b.c:int", "format", "ndjson");
    (void)state;
    assert_string_equal(rows, "1|x|1\n");
}

static void test_surroundings(void **state)
{
    (void)state;
    scratch_file(&host, "here.csv", "a,b\nx,1\n", 8);
    assert_string_equal(run("cat here.csv"), "2|x|1\n");
    assert_string_equal(run("cat; echo a,b"), ""); /* nothing to read */
}

/* What the host ignores, the command does not. */
static void test_sigpipe(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    assert_fails("echo a,b; kill -PIPE $$; echo x,1",
                 "command echo: was killed by signal 13");
    signal(SIGPIPE, SIG_DFL);
}

static void test_rejects(void **state)
{
    (void)state;
    assert_string_equal(run("echo a,b; echo x,one; echo y,2"), "3|y|2\n");
    assert_int_equal(host.rejects, 1);
    assert_int_equal(host.reject[0].line, 2);
    assert_string_equal(host.reject[0].file, "command echo");
}

static void test_failures(void **state)
{
    (void)state;
    assert_fails("exit 3", "command exit: failed with exit code 3");
    assert_fails("PASSWORD=secret sh -c 'exit 1'",
                 "command PASSWORD: failed with exit code 1");
    assert_fails("(echo a,b; echo no >&2; echo 'the end' >&2; exit 1)",
                 "command: failed with exit code 1; it said: the end");
    assert_fails("kill -9 $$", "command kill: was killed by signal 9");
    assert_fails("true", "command true: is empty: the row that names its "
                         "columns is missing");
    assert_null(run("no_such_command_here"));
    assert_non_null(strstr(host.failed, "failed with exit code 127"));
    assert_non_null(strstr(host.failed, "not found"));
}

/* It fails after more output than fits into a pipe or a block. */
static void test_late_failure(void **state)
{
    (void)state;
    assert_null(run("echo a,b; i=0; while [ $i -lt 300000 ]; do echo x,1; "
                    "i=$((i+1)); done; exit 7"));
    assert_non_null(strstr(host.failed, "failed with exit code 7"));
}

/* Errors are read all along: a full pipe of them blocks nobody. */
static void test_many_errors(void **state)
{
    (void)state;
    assert_string_equal(run("i=0; while [ $i -lt 30000 ]; do echo oh no >&2; "
                            "i=$((i+1)); done; echo a,b; echo x,1"),
                        "2|x|1\n");
}

static void test_timeout(void **state)
{
    const double begin = seconds_now();
    (void)state;
    assert_null(
        run_with("echo a,b; echo wait >&2; sleep 60", "a", "timeout", "1"));
    assert_string_equal(host.failed, "command echo: did not end within 1 s; "
                                     "it said: wait");
    assert_true(seconds_now() - begin < 10);
}

/* Its output has ended and it has not. */
static void test_timeout_after_output(void **state)
{
    (void)state;
    assert_null(run_with("echo a,b; exec >&-; sleep 60", "a", "timeout", "1"));
    assert_non_null(strstr(host.failed, "did not end within 1 s"));
}

/* The user says stop; what the shell started is ended as well, even if it
 * does not want to. */
static void test_stop(void **state)
{
    const double begin = seconds_now();
    const char *pid;
    (void)state;
    host.stop = 1;
    assert_null(run("echo a,b; sh -c 'trap \"\" TERM; echo $$ >pid; "
                    "while :; do sleep 1; done'"));
    assert_non_null(strstr(host.failed, "stopped"));
    assert_true(seconds_now() - begin < 10);
    host.stop = 0;
    assert_null(run_with("sh -c 'trap \"\" TERM; echo $$ >pid; while :; do "
                         "sleep 1; done'",
                         "a", "timeout", "1"));
    pid = scratch_read(&host, "pid");
    assert_non_null(pid);
    for (int i = 0; i < 100 && kill(atoi(pid), 0) == 0; i++)
        usleep(50000);
    assert_int_equal(kill(atoi(pid), 0), -1);
}

/* Opened and closed, without a reader. */
static void test_not_read(void **state)
{
    const char *given[] = {"command", "echo a,b; echo x,1; sleep 60", NULL};
    void *source = fake_memory(&host, input()->source_size);
    const hale_value *options = fake_options(&host, input()->options, given);
    (void)state;
    /* the header's block is not full before the command ends or fails */
    host.stop = 1;
    assert_int_equal(input()->open(&host.cx, options, source), -1);
    given[1] = "echo a,b; seq -f 'x,%.0f' 100000; sleep 60";
    options = fake_options(&host, input()->options, given);
    host.stop = 0;
    assert_int_equal(input()->open(&host.cx, options, source), 0);
    input()->close(&host.cx, source);
}

static void test_bad_options(void **state)
{
    const char *given[] = {"command", "true", "folder", "/no/such/folder",
                           NULL};
    (void)state;
    assert_null(input_read(&host, input(),
                           &(InputRead){.given = given, .fields = "a"}));
    assert_string_equal(host.failed,
                        "folder: there is no folder /no/such/folder");
    assert_null(run(""));
    assert_string_equal(host.failed, "command: there must be one");
    assert_null(run_with("echo a", "a", "delimiter", "ab"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lines_of_json, setup, teardown),
        cmocka_unit_test_setup_teardown(test_surroundings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_sigpipe, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rejects, setup, teardown),
        cmocka_unit_test_setup_teardown(test_failures, setup, teardown),
        cmocka_unit_test_setup_teardown(test_late_failure, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(test_timeout, setup, teardown),
        cmocka_unit_test_setup_teardown(test_timeout_after_output, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_stop, setup, teardown),
        cmocka_unit_test_setup_teardown(test_not_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_bad_options, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, last_teardown);
}
