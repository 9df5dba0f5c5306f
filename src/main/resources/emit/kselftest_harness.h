/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stand-in for the harness in tools/testing/selftests of the kernel, so that an
 * emitted test builds and runs outside a kernel tree. It was written from a
 * description of that header's interface and output. Inside a tree, use the
 * kernel's own.
 *
 * As there: each test runs in a child process and group of its own, with a time
 * limit; ASSERT_*() jumps back to that process's test frame, so it must not be
 * used by other threads, signal handlers or further children; EXPECT_*() and
 * ASSERT_*() are two statements, so `if (x) EXPECT_EQ(a, b); else` needs braces.
 */
#ifndef KSELFTEST_HARNESS_H
#define KSELFTEST_HARNESS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define KSFT_PASS		0
#define KSFT_FAIL		1
#define KSFT_XFAIL		2
#define KSFT_XPASS		3
#define KSFT_SKIP		4

#define TEST_TIMEOUT_DEFAULT	30

#ifndef __maybe_unused
#define __maybe_unused		__attribute__((__unused__))
#endif

/* What the child tells the parent; lives in a shared page. */
struct harness_result {
	int code;
	bool aborted;
	char reason[512];
};

struct __test_metadata {
	const char *fixture;
	const char *variant;
	const char *name;
	const void *variant_data;
	void (*run)(struct __test_metadata *test);
	void (*body)(struct __test_metadata *test, void *self, const void *variant);
	int timeout;
	bool trigger;			/* a check failed: run its block, then abort or go on */
	bool set_up;
	sigjmp_buf frame;
	struct harness_result *result;
	struct __test_metadata *next;
};

struct harness_variant {
	const char *fixture;
	const char *name;
	const void *data;
	struct harness_variant *next;
};

struct harness_xfail {
	const char *fixture;
	const char *variant;
	const char *test;
	struct harness_xfail *next;
};

static struct __test_metadata *harness_tests;
static struct harness_variant *harness_variants;
static struct harness_xfail *harness_xfails __maybe_unused;
static pid_t harness_child;
static bool harness_timed_out;
static int harness_totals[5];			/* by KSFT_* code */

#define HARNESS_APPEND(list, item)					\
do {									\
	__typeof__(list) *tail = &(list);				\
	while (*tail)							\
		tail = &(*tail)->next;					\
	*tail = (item);							\
} while (0)

/* Messages: diagnostics go to stderr, results to stdout. */
#define TH_LOG(fmt, ...)						\
	fprintf(stderr, "# %s:%d:%s:" fmt "\n", __FILE__, __LINE__,	\
		_metadata->name, ##__VA_ARGS__)

#define SKIP(statement, fmt, ...)					\
do {									\
	snprintf(_metadata->result->reason,				\
		 sizeof(_metadata->result->reason), fmt, ##__VA_ARGS__);	\
	fprintf(stderr, "#      SKIP      %s\n", _metadata->result->reason);	\
	_metadata->result->code = KSFT_SKIP;				\
	_metadata->trigger = false;					\
	statement;							\
} while (0)

/* Fixtures. */
#define FIXTURE_DATA(fixture_name)	struct fixture_name##_fixture
#define FIXTURE_VARIANT(fixture_name)	struct fixture_name##_variant

#define FIXTURE(fixture_name)						\
	FIXTURE_VARIANT(fixture_name);					\
	FIXTURE_DATA(fixture_name)

#define FIXTURE_VARIANT_ADD(fixture_name, variant_name)			\
	extern const FIXTURE_VARIANT(fixture_name)			\
		fixture_name##_##variant_name##_variant;		\
	static struct harness_variant fixture_name##_##variant_name##_entry = {	\
		.fixture = #fixture_name,				\
		.name = #variant_name,					\
		.data = &fixture_name##_##variant_name##_variant,	\
	};								\
	static void __attribute__((constructor))			\
	fixture_name##_##variant_name##_add(void)			\
	{								\
		HARNESS_APPEND(harness_variants,			\
			       &fixture_name##_##variant_name##_entry);	\
	}								\
	const FIXTURE_VARIANT(fixture_name)				\
		fixture_name##_##variant_name##_variant =

#define HARNESS_FIXTURE_ARGS(fixture_name)				\
	struct __test_metadata __maybe_unused *_metadata,		\
	FIXTURE_DATA(fixture_name) __maybe_unused *self,			\
	const FIXTURE_VARIANT(fixture_name) __maybe_unused *variant

#define FIXTURE_SETUP(fixture_name)					\
	static void fixture_name##_setup(HARNESS_FIXTURE_ARGS(fixture_name))

#define FIXTURE_TEARDOWN(fixture_name)					\
	static void fixture_name##_teardown(HARNESS_FIXTURE_ARGS(fixture_name))

#define XFAIL_ADD(fixture_name, variant_name, test_name)		\
	static void __attribute__((constructor))			\
	fixture_name##_##variant_name##_##test_name##_xfail(void)	\
	{								\
		static struct harness_xfail entry = {			\
			#fixture_name, #variant_name, #test_name, NULL	\
		};							\
		HARNESS_APPEND(harness_xfails, &entry);			\
	}

/* Tests. The test's frame is the sigsetjmp() in the function `run`. */
#define TEST(test_name)							\
	static void test_name(struct __test_metadata *_metadata);	\
	static void test_name##_run(struct __test_metadata *_metadata)	\
	{								\
		if (!sigsetjmp(_metadata->frame, 0))			\
			test_name(_metadata);				\
	}								\
	static void __attribute__((constructor)) test_name##_add(void)	\
	{								\
		static struct __test_metadata test = {			\
			.fixture = "global",				\
			.name = #test_name,				\
			.run = test_name##_run,				\
			.timeout = TEST_TIMEOUT_DEFAULT,		\
		};							\
		HARNESS_APPEND(harness_tests, &test);			\
	}								\
	static void test_name(struct __test_metadata __maybe_unused *_metadata)

#define TEST_F(fixture_name, test_name)					\
	TEST_F_TIMEOUT(fixture_name, test_name, TEST_TIMEOUT_DEFAULT)

#define TEST_F_TIMEOUT(fixture_name, test_name, seconds)		\
	static void fixture_name##_##test_name(HARNESS_FIXTURE_ARGS(fixture_name)); \
	static void fixture_name##_##test_name##_run(struct __test_metadata *_metadata)	\
	{								\
		static FIXTURE_DATA(fixture_name) self;			\
		const FIXTURE_VARIANT(fixture_name) *variant = _metadata->variant_data;	\
									\
		if (!sigsetjmp(_metadata->frame, 0)) {			\
			fixture_name##_setup(_metadata, &self, variant);	\
			_metadata->set_up = _metadata->result->code != KSFT_FAIL;	\
			if (_metadata->set_up)				\
				fixture_name##_##test_name(_metadata, &self, variant);	\
		}							\
		if (_metadata->set_up && !sigsetjmp(_metadata->frame, 0))	\
			fixture_name##_teardown(_metadata, &self, variant);	\
	}								\
	static void __attribute__((constructor))			\
	fixture_name##_##test_name##_add(void)				\
	{								\
		static struct __test_metadata test = {			\
			.fixture = #fixture_name,			\
			.name = #test_name,				\
			.run = fixture_name##_##test_name##_run,	\
			.timeout = (seconds),				\
		};							\
		HARNESS_APPEND(harness_tests, &test);			\
	}								\
	static void fixture_name##_##test_name(HARNESS_FIXTURE_ARGS(fixture_name))

/* Checks: (expected, seen), then optionally a block to run on failure. */
#define HARNESS_IS_SIGNED(x)						\
	_Generic((x), char: 1, signed char: 1, short: 1, int: 1,	\
		 long: 1, long long: 1, default: 0)

#define HARNESS_NUMBER(x)						\
	harness_number((char[24]){ 0 }, (uintptr_t)(x), HARNESS_IS_SIGNED(x))

#define HARNESS_CHECK(expected, seen, op, shown_e, shown_s, fatal)	\
do {									\
	__typeof__(expected) exp_ = (expected);				\
	__typeof__(seen) seen_ = (seen);				\
									\
	if (!(exp_ op seen_)) {						\
		TH_LOG("Expected %s (%s) " #op " %s (%s)",		\
		       shown_e, HARNESS_NUMBER(exp_), shown_s, HARNESS_NUMBER(seen_)); \
		_metadata->result->code = KSFT_FAIL;			\
		_metadata->trigger = true;				\
	}								\
} while (0);								\
for (; _metadata->trigger; harness_end_check(_metadata, fatal))

#define EXPECT_EQ(e, s)		HARNESS_CHECK(e, s, ==, #e, #s, false)
#define EXPECT_NE(e, s)		HARNESS_CHECK(e, s, !=, #e, #s, false)
#define EXPECT_LT(e, s)		HARNESS_CHECK(e, s, <, #e, #s, false)
#define EXPECT_LE(e, s)		HARNESS_CHECK(e, s, <=, #e, #s, false)
#define EXPECT_GT(e, s)		HARNESS_CHECK(e, s, >, #e, #s, false)
#define EXPECT_GE(e, s)		HARNESS_CHECK(e, s, >=, #e, #s, false)
#define EXPECT_TRUE(s)		HARNESS_CHECK(0, s, !=, "0", #s, false)
#define EXPECT_FALSE(s)		HARNESS_CHECK(0, s, ==, "0", #s, false)

#define ASSERT_EQ(e, s)		HARNESS_CHECK(e, s, ==, #e, #s, true)
#define ASSERT_NE(e, s)		HARNESS_CHECK(e, s, !=, #e, #s, true)
#define ASSERT_LT(e, s)		HARNESS_CHECK(e, s, <, #e, #s, true)
#define ASSERT_LE(e, s)		HARNESS_CHECK(e, s, <=, #e, #s, true)
#define ASSERT_GT(e, s)		HARNESS_CHECK(e, s, >, #e, #s, true)
#define ASSERT_GE(e, s)		HARNESS_CHECK(e, s, >=, #e, #s, true)
#define ASSERT_TRUE(s)		HARNESS_CHECK(0, s, !=, "0", #s, true)
#define ASSERT_FALSE(s)		HARNESS_CHECK(0, s, ==, "0", #s, true)

static inline const char *harness_number(char *text, uintptr_t value, bool is_signed)
{
	if (is_signed)
		snprintf(text, 24, "%lld", (long long)(intptr_t)value);
	else
		snprintf(text, 24, "%llu", (unsigned long long)value);
	return text;
}

static inline void harness_end_check(struct __test_metadata *test, bool fatal)
{
	test->trigger = false;
	if (!fatal)
		return;
	test->result->aborted = true;
	siglongjmp(test->frame, 1);
}

static void harness_alarm(int __maybe_unused signal)
{
	harness_timed_out = true;
	kill(-harness_child, SIGKILL);
	kill(harness_child, SIGKILL);
}

/* Runs one test in a child, and leaves code and reason in its result. */
static void harness_fork_and_wait(struct __test_metadata *test)
{
	struct sigaction action = { .sa_handler = harness_alarm, .sa_flags = SA_RESTART };
	struct harness_result *result = test->result;
	int status = 0;

	fflush(stdout);
	fflush(stderr);
	harness_timed_out = false;
	harness_child = fork();
	if (harness_child < 0) {
		fprintf(stderr, "# %s: fork: %s\n", test->name, strerror(errno));
		result->code = KSFT_FAIL;
		return;
	}
	if (!harness_child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setpgid(0, 0);
		test->run(test);
		fflush(stdout);
		fflush(stderr);
		_exit(0);
	}

	setpgid(harness_child, harness_child);
	sigaction(SIGALRM, &action, NULL);
	alarm(test->timeout);
	while (waitpid(harness_child, &status, 0) < 0 && errno == EINTR)
		;
	alarm(0);
	kill(-harness_child, SIGKILL);		/* what the test left behind */

	if (harness_timed_out)
		fprintf(stderr, "# %s: Test terminated by timeout\n", test->name);
	else if (WIFSIGNALED(status))
		fprintf(stderr, "# %s: Test terminated unexpectedly by signal %d\n",
			test->name, WTERMSIG(status));
	else if (WEXITSTATUS(status))
		fprintf(stderr, "# %s: Test exited with %d\n", test->name, WEXITSTATUS(status));
	else if (result->aborted)
		fprintf(stderr, "# %s: Test terminated by assertion\n", test->name);
	if (harness_timed_out || status)
		result->code = KSFT_FAIL;
}

static bool harness_expected_to_fail(const struct __test_metadata *test)
{
	const struct harness_xfail *x;

	for (x = harness_xfails; x; x = x->next)
		if (!strcmp(x->fixture, test->fixture) && !strcmp(x->variant, test->variant) &&
		    !strcmp(x->test, test->name))
			return true;
	return false;
}

static void harness_full_name(const struct __test_metadata *test, char *name, size_t size)
{
	snprintf(name, size, "%s%s%s.%s", test->fixture, *test->variant ? "." : "",
		 test->variant, test->name);
}

static int harness_run_test(struct __test_metadata *test, int number)
{
	struct harness_result *result = test->result;
	const char *comment = "";
	char name[256];
	bool ok;

	harness_full_name(test, name, sizeof(name));
	memset(result, 0, sizeof(*result));
	printf("#  RUN           %s ...\n", name);
	harness_fork_and_wait(test);

	ok = result->code != KSFT_FAIL;
	printf("#          %s  %s\n", ok ? "  OK" : "FAIL", name);
	if (harness_expected_to_fail(test) && result->code != KSFT_SKIP) {
		result->code = ok ? KSFT_XPASS : KSFT_XFAIL;
		snprintf(result->reason, sizeof(result->reason), "unknown");
		comment = ok ? " # XPASS " : " # XFAIL ";
		ok = true;
	} else if (result->code == KSFT_SKIP) {
		comment = " # SKIP ";
	}
	printf("%s %d %s%s%s\n", ok ? "ok" : "not ok", number, name, comment,
	       *comment ? result->reason : "");
	fflush(stdout);
	return result->code;
}

/* The command line: a list of filters, the first that matches a test decides. */
static bool harness_selected(const struct __test_metadata *test, int argc, char **argv)
{
	bool including = false, have_filter = false;
	char name[256];
	int option;

	harness_full_name(test, name, sizeof(name));
	optind = 1;
	while ((option = getopt(argc, argv, "hlt:T:v:V:f:F:r:")) != -1) {
		const char *field = option == 'r' ? name :
				    option == 't' || option == 'T' ? test->name :
				    option == 'v' || option == 'V' ? test->variant :
				    option == 'f' || option == 'F' ? test->fixture : NULL;
		bool include = option >= 'a';

		if (!field)
			continue;
		have_filter = true;
		including |= include;
		if (!strcmp(field, optarg))
			return include;
	}
	return !have_filter || !including;
}

static int harness_usage(const char *program, FILE *to, int code)
{
	fprintf(to, "Usage: %s [-h|-l] [-t|-T test] [-v|-V variant] [-f|-F fixture] [-r name]\n"
		"  -h  this text          -l  list the tests\n"
		"  -t, -v, -f  only the tests of this name, variant, fixture\n"
		"  -T, -V, -F  not the tests of this name, variant, fixture\n"
		"  -r  only the test with this full name: fixture.variant.test\n", program);
	return code;
}

static bool harness_same_fixture(const char *fixture, const struct __test_metadata *test)
{
	return !strcmp(fixture, test->fixture);
}

static const struct __test_metadata *harness_first_of(const char *fixture)
{
	const struct __test_metadata *test = harness_tests;

	while (!harness_same_fixture(fixture, test))
		test = test->next;
	return test;
}

/* Calls visit for the selected tests of one fixture and variant; returns how many. */
static int harness_each_test(const char *fixture, const struct harness_variant *variant, int done,
			     int argc, char **argv,
			     int (*visit)(struct __test_metadata *test, int number))
{
	struct __test_metadata *test;
	int count = 0;

	for (test = harness_tests; test; test = test->next) {
		if (!harness_same_fixture(fixture, test))
			continue;
		test->variant = variant->name;
		test->variant_data = variant->data;
		if (!harness_selected(test, argc, argv))
			continue;
		count++;
		harness_totals[visit(test, done + count)]++;
	}
	return count;
}

/* Fixtures, then their variants, then their tests: as the kernel orders them. */
static int harness_each(int argc, char **argv, int *cases,
			int (*visit)(struct __test_metadata *test, int number))
{
	static const struct harness_variant none = { .name = "" };
	const struct __test_metadata *first;
	const struct harness_variant *v;
	int count = 0;

	memset(harness_totals, 0, sizeof(harness_totals));
	*cases = 0;
	for (first = harness_tests; first; first = first->next) {
		const char *fixture = first->fixture;
		int before = count, variants = 0;

		if (first != harness_first_of(fixture))
			continue;
		for (v = harness_variants; v; v = v->next) {
			if (strcmp(v->fixture, fixture))
				continue;
			variants++;
			before = count;
			count += harness_each_test(fixture, v, count, argc, argv, visit);
			*cases += count > before;
		}
		if (!variants) {
			count += harness_each_test(fixture, &none, count, argc, argv, visit);
			*cases += count > before;
		}
	}
	return count;
}

static int harness_list_test(struct __test_metadata *test, int __maybe_unused number)
{
	char name[256];

	harness_full_name(test, name, sizeof(name));
	fprintf(stderr, "# %s\n", name);
	return 0;
}

static int harness_count_test(struct __test_metadata __maybe_unused *test,
			      int __maybe_unused number)
{
	return 0;
}

static int harness_main(int argc, char **argv)
{
	struct harness_result *result;
	struct __test_metadata *test;
	const int *totals = harness_totals;
	int option, count, cases;

	while ((option = getopt(argc, argv, "hlt:T:v:V:f:F:r:")) != -1) {
		if (option == '?')
			return harness_usage(argv[0], stderr, KSFT_FAIL);
		if (option == 'h')
			return harness_usage(argv[0], stdout, KSFT_PASS);
		if (option == 'l') {
			harness_each(argc, argv, &cases, harness_list_test);
			return KSFT_PASS;
		}
	}

	result = mmap(NULL, sizeof(*result), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (result == MAP_FAILED) {
		perror("# mmap");
		return KSFT_FAIL;
	}
	for (test = harness_tests; test; test = test->next)
		test->result = result;

	count = harness_each(argc, argv, &cases, harness_count_test);
	printf("TAP version 13\n1..%d\n", count);
	printf("# Starting %d tests from %d test cases.\n", count, cases);
	harness_each(argc, argv, &cases, harness_run_test);
	printf("# %s: %d / %d tests passed.\n", totals[KSFT_FAIL] ? "FAILED" : "PASSED",
	       count - totals[KSFT_FAIL], count);
	printf("# Totals: pass:%d fail:%d xfail:%d xpass:%d skip:%d error:0\n", totals[KSFT_PASS],
	       totals[KSFT_FAIL], totals[KSFT_XFAIL], totals[KSFT_XPASS], totals[KSFT_SKIP]);
	return totals[KSFT_FAIL] ? KSFT_FAIL : KSFT_PASS;
}

#define TEST_HARNESS_MAIN						\
	int main(int argc, char **argv)					\
	{								\
		return harness_main(argc, argv);			\
	}

#endif /* KSELFTEST_HARNESS_H */
