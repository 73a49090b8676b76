#!/bin/sh
# Builds product.git, the history of the product in this example. The history
# is written here in full, with fixed names (roles, no persons) and fixed
# dates, so that every run gives the same commit ids.
#
#	sh build-product.sh [DIR]
#
# DIR is where the repository goes; without it, product.git beside this file.
# What was there before is replaced.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/product.git}
case $out in
*.git) ;;
*) echo "build-product.sh: $out: write a directory whose name ends in .git" >&2; exit 2 ;;
esac

# Nothing of the machine it runs on may reach the repository.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_DEFAULT_HASH=sha1 GIT_DEFAULT_REF_FORMAT=files

rm -rf "$out"
git init --quiet --bare --template= --initial-branch=main "$out"
cat >"$out/config" <<'CONFIG'
[core]
	repositoryformatversion = 0
	bare = true
CONFIG

# A history this small would be kept as loose objects: one pack is fewer files.
git -C "$out" -c fastimport.unpackLimit=1 -c pack.writeReverseIndex=false \
	fast-import --quiet --date-format=rfc2822 <<'STREAM'
blob
mark :101
data <<END
#ifndef LICENSE_CHECK_H
#define LICENSE_CHECK_H

enum license_state {
	LICENSE_OK,
	LICENSE_MISSING,
	LICENSE_EXPIRED,
};

/* license_check says whether this host may start, resume or move a virtual
 * machine. It does not look at machines that are running. */
enum license_state license_check(const char *feature);

#endif
END

blob
mark :102
data <<END
#include <time.h>

#include "check.h"
#include "file.h"

#ifdef TIMEOUT_CHECK
/* Pre-release builds stop after a set day, so that everybody who tried one
 * moves to the final release. Final builds are made without this check. */
static int timed_out(void)
{
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	return local.tm_year + 1900 > TIMEOUT_YEAR ||
	       (local.tm_year + 1900 == TIMEOUT_YEAR &&
		local.tm_yday + 1 >= TIMEOUT_YDAY);
}
#endif

enum license_state license_check(const char *feature)
{
#ifdef TIMEOUT_CHECK
	if (timed_out())
		return LICENSE_EXPIRED;
#endif
	return license_file_has(feature) ? LICENSE_OK : LICENSE_MISSING;
}
END

blob
mark :103
data <<END
# Values for every build. build/final.conf is read after this file and
# overrides it for the image that customers get.
PRODUCT = "ESX 3.5"
DEBUG_SYMBOLS = 1
PRERELEASE_BANNER = 1

# The time-out of pre-release builds. Final builds set TIMEOUT_CHECK = 0.
TIMEOUT_CHECK = 1
TIMEOUT_YEAR = 2008
TIMEOUT_YDAY = 182
END

blob
mark :104
data <<END
# Values for every build. build/final.conf is read after this file and
# overrides it for the image that customers get.
PRODUCT = "ESX 3.5"
DEBUG_SYMBOLS = 1
PRERELEASE_BANNER = 1

# The time-out of pre-release builds. Final builds set TIMEOUT_CHECK = 0.
# Day 225 of 2008 is 12 August: two weeks after the planned release.
TIMEOUT_CHECK = 1
TIMEOUT_YEAR = 2008
TIMEOUT_YDAY = 225
END

blob
mark :105
data <<END
#include <assert.h>

#include "../license/check.h"

/* Runs with the clock of the build machine. */
int main(void)
{
	assert(license_check("power-on") == LICENSE_OK);
	assert(license_check("resume") == LICENSE_OK);
	assert(license_check("vmotion") == LICENSE_OK);
	return 0;
}
END

blob
mark :201
data <<END
#include <stdio.h>
#include <string.h>

#include "file.h"

#define LICENSE_FILE "/etc/license.cfg"

static char text[4096];

static void load(void)
{
	FILE *f = fopen(LICENSE_FILE, "r");

	if (f == NULL)
		return;
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
}

int license_file_has(const char *feature)
{
	if (text[0] == '\0')
		load();
	return strstr(text, feature) != NULL;
}
END

blob
mark :202
data <<END
# The image that customers get.
DEBUG_SYMBOLS = 0
PRERELEASE_BANNER = 0
END

blob
mark :203
data <<END
#include "path.h"

/* A path that answers the second time was busy, not dead. */
int path_alive(struct path *p)
{
	return path_probe(p) || path_probe(p);
}
END

blob
mark :204
data <<END
3.5.0-update2 ESX 103908
3.5.0-update2 ESXi 103909
END

blob
mark :205
data <<END
#include <assert.h>

#include "../vm/vm.h"
#include "fake_license.h"
#include "fake_vm.h"

/* A refused operation leaves the machine as it was. */
int main(void)
{
	struct vm *vm = fake_vm("suspended");

	fake_license(0);
	assert(vm_resume(vm) == VM_INTERNAL_ERROR);
	assert(fake_vm_is(vm, "suspended"));

	vm = fake_vm("running");
	assert(vm_migrate(vm, "other") == VM_INTERNAL_ERROR);
	assert(fake_vm_is(vm, "running"));
	return 0;
}
END

blob
mark :206
data <<END
#include "check.h"
#include "file.h"

enum license_state license_check(const char *feature)
{
	return license_file_has(feature) ? LICENSE_OK : LICENSE_MISSING;
}
END

blob
mark :207
data <<END
# Values for every build. build/final.conf is read after this file and
# overrides it for the image that customers get.
PRODUCT = "ESX 3.5"
DEBUG_SYMBOLS = 1
PRERELEASE_BANNER = 1
END

blob
mark :208
data <<END
3.5.0-update2 ESX 103908 replaced
3.5.0-update2 ESXi 103909 replaced
3.5.0-update2-replacement ESX
3.5.0-update2-replacement ESXi
END

blob
mark :209
data <<END
#include <assert.h>

#include "../license/check.h"
#include "fake_clock.h"

#define DAY 86400L

static void check_all(long ahead)
{
	fake_clock_ahead(ahead);
	assert(license_check("power-on") == LICENSE_OK);
	assert(license_check("resume") == LICENSE_OK);
	assert(license_check("vmotion") == LICENSE_OK);
}

int main(void)
{
	check_all(0);
	check_all(DAY);
	check_all(31 * DAY);
	check_all(366 * DAY);
	return 0;
}
END

blob
mark :210
data <<END
#!/bin/sh
# Refuses a final image that contains time-out code.
set -eu
if grep -rn 'TIMEOUT_CHECK\|timed_out' license build/*.conf; then
	echo "check-final.sh: time-out code in a final image: remove it" >&2
	exit 1
fi
END

commit refs/heads/main
mark :1
author Platform <platform@example.com> Mon, 3 Mar 2008 09:40:00 -0800
committer Platform <platform@example.com> Mon, 3 Mar 2008 09:40:00 -0800
data <<END
Start the update: power, resume and move of virtual machines

The three operations ask the license check first. A machine that is
running is not asked again.
END
M 100644 :101 license/check.h
M 100644 inline license/check.c
data <<END
#include "check.h"
#include "file.h"

enum license_state license_check(const char *feature)
{
	return license_file_has(feature) ? LICENSE_OK : LICENSE_MISSING;
}
END
M 100644 inline license/file.h
data <<END
#ifndef LICENSE_FILE_H
#define LICENSE_FILE_H

int license_file_has(const char *feature);

#endif
END
M 100644 inline license/file.c
data <<END
#include <stdio.h>
#include <string.h>

#include "file.h"

#define LICENSE_FILE "/etc/license.cfg"

int license_file_has(const char *feature)
{
	char line[256];
	int found = 0;
	FILE *f = fopen(LICENSE_FILE, "r");

	if (f == NULL)
		return 0;
	while (!found && fgets(line, sizeof line, f) != NULL)
		found = strncmp(line, feature, strlen(feature)) == 0;
	fclose(f);
	return found;
}
END
M 100644 inline vm/power.c
data <<END
#include "../license/check.h"
#include "vm.h"

int vm_power_on(struct vm *vm)
{
	if (license_check("power-on") != LICENSE_OK)
		return VM_INTERNAL_ERROR;
	return vm_start(vm);
}

int vm_resume(struct vm *vm)
{
	if (license_check("resume") != LICENSE_OK)
		return VM_INTERNAL_ERROR;
	return vm_restore(vm);
}
END
M 100644 inline vm/migrate.c
data <<END
#include "../license/check.h"
#include "vm.h"

#define ANSWER_SECONDS 20

int vm_migrate(struct vm *vm, const char *host)
{
	if (license_check("vmotion") != LICENSE_OK)
		return VM_INTERNAL_ERROR;
	return vm_move(vm, host, ANSWER_SECONDS);
}
END
M 100644 inline vm/vm.h
data <<END
#ifndef VM_H
#define VM_H

struct vm;

enum { VM_OK = 0, VM_INTERNAL_ERROR = 1 };

int vm_start(struct vm *vm);
int vm_restore(struct vm *vm);
int vm_move(struct vm *vm, const char *host, int seconds);

#endif
END
M 100644 inline build/defaults.conf
data <<END
# Values for every build. build/final.conf is read after this file and
# overrides it for the image that customers get.
PRODUCT = "ESX 3.5"
DEBUG_SYMBOLS = 1
PRERELEASE_BANNER = 1
END
M 100644 :105 test/license_test.c

commit refs/heads/main
mark :2
author Platform <platform@example.com> Tue, 18 Mar 2008 14:05:00 -0700
committer Platform <platform@example.com> Tue, 18 Mar 2008 14:05:00 -0700
data <<END
vm: writes the name of a refused machine to the host log
END
M 100644 inline vm/power.c
data <<END
#include "../license/check.h"
#include "log.h"
#include "vm.h"

static int allowed(struct vm *vm, const char *operation)
{
	if (license_check(operation) == LICENSE_OK)
		return 1;
	log_refused(vm, operation);
	return 0;
}

int vm_power_on(struct vm *vm)
{
	return allowed(vm, "power-on") ? vm_start(vm) : VM_INTERNAL_ERROR;
}

int vm_resume(struct vm *vm)
{
	return allowed(vm, "resume") ? vm_restore(vm) : VM_INTERNAL_ERROR;
}
END
M 100644 inline vm/log.h
data <<END
#ifndef VM_LOG_H
#define VM_LOG_H

struct vm;

void log_refused(struct vm *vm, const char *operation);

#endif
END

commit refs/heads/main
mark :3
author Licensing <licensing@example.com> Mon, 7 Apr 2008 16:20:00 -0700
committer Licensing <licensing@example.com> Mon, 7 Apr 2008 16:20:00 -0700
data <<END
license: stops pre-release builds after a set day

A test build must not stay in use once the final release is there. From
the set day on, by the clock of the host, the license check answers
"expired". TIMEOUT_CHECK = 0 builds an image without it.
END
from :2
M 100644 :102 license/check.c
M 100644 :103 build/defaults.conf

commit refs/heads/main
mark :4
author Licensing <licensing@example.com> Wed, 9 Apr 2008 11:02:00 -0700
committer Licensing <licensing@example.com> Mon, 14 Apr 2008 10:15:00 -0700
data <<END
license: moves the last day of test builds to 12 August

The plan for the final release moved to late July. Two weeks after it are
enough for everybody to leave the test builds.
END
M 100644 :104 build/defaults.conf

commit refs/heads/main
mark :5
author Release Engineering <release@example.com> Tue, 15 Apr 2008 09:30:00 -0700
committer Release Engineering <release@example.com> Tue, 15 Apr 2008 09:30:00 -0700
data <<END
Merge license/time-out: test builds stop after a set day

To do before the final release: set TIMEOUT_CHECK = 0 in its configuration.
END
from :2
merge :4
M 100644 :102 license/check.c
M 100644 :104 build/defaults.conf

commit refs/heads/main
mark :6
author Build Engineering <build@example.com> Tue, 6 May 2008 13:45:00 -0700
committer Build Engineering <build@example.com> Tue, 6 May 2008 13:45:00 -0700
data <<END
build: writes the build number into every image
END
M 100755 inline build/stamp.sh
data <<END
#!/bin/sh
# Writes the build number, the first argument, into the image.
set -eu
printf 'BUILD = %s\n' "$1" >image/build.conf
END

tag 3.5.0-update2-beta1
from :6
tagger Build Engineering <build@example.com> Tue, 20 May 2008 10:00:00 -0700
data <<END
ESX 3.5 Update 2, beta 1
END

commit refs/heads/main
mark :7
author Platform <platform@example.com> Tue, 3 Jun 2008 15:10:00 -0700
committer Platform <platform@example.com> Tue, 3 Jun 2008 15:10:00 -0700
data <<END
migrate: waits 60 s for the destination to answer
END
M 100644 inline vm/migrate.c
data <<END
#include "../license/check.h"
#include "vm.h"

#define ANSWER_SECONDS 60

int vm_migrate(struct vm *vm, const char *host)
{
	if (license_check("vmotion") != LICENSE_OK)
		return VM_INTERNAL_ERROR;
	return vm_move(vm, host, ANSWER_SECONDS);
}
END

commit refs/heads/main
mark :8
author Platform <platform@example.com> Tue, 10 Jun 2008 09:25:00 -0700
committer Platform <platform@example.com> Tue, 10 Jun 2008 09:25:00 -0700
data <<END
Revert "migrate: waits 60 s for the destination to answer"

This reverts commit 0fae295ef08f924a0e1dd04172ce05d6100c19be.

A move that hangs holds the machine for a minute. 20 s stay until the
destination reports progress.
END
M 100644 inline vm/migrate.c
data <<END
#include "../license/check.h"
#include "vm.h"

#define ANSWER_SECONDS 20

int vm_migrate(struct vm *vm, const char *host)
{
	if (license_check("vmotion") != LICENSE_OK)
		return VM_INTERNAL_ERROR;
	return vm_move(vm, host, ANSWER_SECONDS);
}
END

commit refs/heads/main
mark :9
author Licensing <licensing@example.com> Tue, 17 Jun 2008 11:50:00 -0700
committer Licensing <licensing@example.com> Thu, 19 Jun 2008 16:35:00 -0700
data <<END
license: reads the license file once, not on every check
END
M 100644 :201 license/file.c

commit refs/heads/main
mark :10
author Build Engineering <build@example.com> Tue, 1 Jul 2008 10:20:00 -0700
committer Build Engineering <build@example.com> Tue, 1 Jul 2008 10:20:00 -0700
data <<END
build: adds the configuration of the final image

No banner, no debug symbols. Everything else is as in defaults.conf.
END
from :9
M 100644 :202 build/final.conf

tag 3.5.0-update2-rc1
from :10
tagger Build Engineering <build@example.com> Thu, 10 Jul 2008 17:00:00 -0700
data <<END
ESX 3.5 Update 2, release candidate 1
END

commit refs/heads/main
mark :11
author Storage <storage@example.com> Tue, 8 Jul 2008 18:40:00 -0700
committer Release Engineering <release@example.com> Thu, 17 Jul 2008 09:05:00 -0700
data <<END
storage: tries a path once more before it is marked dead
END
from :10
M 100644 :203 storage/path.c

commit refs/heads/main
mark :12
author Release Engineering <release@example.com> Mon, 28 Jul 2008 15:30:00 -0700
committer Release Engineering <release@example.com> Mon, 28 Jul 2008 15:30:00 -0700
data <<END
release: Update 2, builds 103908 (ESX) and 103909 (ESXi)
END
from :11
M 100644 :204 release/builds

tag 3.5.0-update2
from :12
tagger Build Engineering <build@example.com> Mon, 28 Jul 2008 17:00:00 -0700
data <<END
ESX 3.5 Update 2 and ESXi 3.5 Update 2
END

# Meanwhile on main.
commit refs/heads/main
mark :13
author Platform <platform@example.com> Mon, 21 Jul 2008 14:15:00 -0700
committer Platform <platform@example.com> Mon, 21 Jul 2008 14:15:00 -0700
data <<END
test: covers a refused resume and a refused move
END
from :9
M 100644 :205 test/vm_test.c

commit refs/heads/main
mark :14
author Release Engineering <release@example.com> Tue, 29 Jul 2008 09:10:00 -0700
committer Release Engineering <release@example.com> Tue, 29 Jul 2008 09:10:00 -0700
data <<END
Merge release/3.5-update2: the final configuration and Update 2
END
from :13
merge :12
M 100644 :202 build/final.conf
M 100644 :203 storage/path.c
M 100644 :204 release/builds

commit refs/heads/main
mark :15
author Licensing <licensing@example.com> Tue, 12 Aug 2008 11:35:00 -0700
committer Release Engineering <release@example.com> Tue, 12 Aug 2008 17:40:00 -0700
data <<END
license: removes the time-out check

From local midnight on 12 August the check answers "expired" on every host
with Update 2, and power-on, resume and VMotion are refused. Setting
TIMEOUT_CHECK = 0 in final.conf would leave the code in place for the next
release, so it is taken out.
END
from :12
M 100644 :206 license/check.c
M 100644 :207 build/defaults.conf

tag 3.5.0-update2-express-patch
from :15
tagger Build Engineering <build@example.com> Tue, 12 Aug 2008 19:55:00 -0700
data <<END
Express patches for ESX 3.5 Update 2 and ESXi 3.5 Update 2
END

commit refs/heads/main
mark :17
author Release Engineering <release@example.com> Tue, 12 Aug 2008 18:05:00 -0700
committer Release Engineering <release@example.com> Tue, 12 Aug 2008 18:05:00 -0700
data <<END
Merge release/3.5-update2: removes the time-out check
END
from :14
merge :15
M 100644 :206 license/check.c
M 100644 :207 build/defaults.conf

commit refs/heads/main
mark :16
author Release Engineering <release@example.com> Wed, 13 Aug 2008 16:45:00 -0700
committer Release Engineering <release@example.com> Wed, 13 Aug 2008 16:45:00 -0700
data <<END
release: replaces Update 2 by an image without the time-out check
END
from :15
M 100644 :208 release/builds

tag 3.5.0-update2-replacement
from :16
tagger Build Engineering <build@example.com> Wed, 13 Aug 2008 21:30:00 -0700
data <<END
Full replacement of ESX 3.5 Update 2 and ESXi 3.5 Update 2
END

commit refs/heads/main
mark :21
author Release Engineering <release@example.com> Thu, 14 Aug 2008 09:20:00 -0700
committer Release Engineering <release@example.com> Thu, 14 Aug 2008 09:20:00 -0700
data <<END
Merge release/3.5-update2: the full replacement of Update 2
END
from :17
merge :16
M 100644 :208 release/builds

commit refs/heads/main
mark :18
author Quality Assurance <qa@example.com> Fri, 29 Aug 2008 15:00:00 -0700
committer Quality Assurance <qa@example.com> Wed, 3 Sep 2008 10:45:00 -0700
data <<END
test: runs the license check with the clock a day, a month and a year ahead
END
from :21
M 100644 :209 test/license_test.c

commit refs/heads/main
mark :19
author Build Engineering <build@example.com> Thu, 4 Sep 2008 16:10:00 -0700
committer Build Engineering <build@example.com> Thu, 4 Sep 2008 16:10:00 -0700
data <<END
build: refuses a final image that contains time-out code
END
from :18
M 100755 :210 build/check-final.sh

commit refs/heads/main
mark :20
author Release Engineering <release@example.com> Tue, 9 Sep 2008 09:00:00 -0700
committer Release Engineering <release@example.com> Tue, 9 Sep 2008 09:00:00 -0700
data <<END
Merge build/no-time-out: bans time-out code from final images

The build refuses a final image that contains it, and the license check is
tested with a clock that is ahead.
END
from :21
merge :19
M 100644 :209 test/license_test.c
M 100755 :210 build/check-final.sh
STREAM

# The revert above names its commit by this id.
git -C "$out" cat-file -e 0fae295ef08f924a0e1dd04172ce05d6100c19be
git -C "$out" symbolic-ref HEAD refs/heads/main

# An empty directory does not survive being checked in.
rmdir "$out/objects/info" 2>/dev/null || :
