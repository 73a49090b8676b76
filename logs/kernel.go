package logs

import (
	"bytes"
	"errors"
	"strconv"

	"github.com/candor-reports/candor/timeline"
)

var dmesgFormat = Format{
	Name: "dmesg",
	Doc:  "the kernel's messages with the seconds since the machine started; when that was is known from the line in which the kernel sets its clock",
	Samples: []Sample{
		{Line: "[    1.000000] rtc_cmos 00:03: setting system clock to 2024-03-04T14:02:01 UTC (1709560921)\n[   11.250000] EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory lblock 0", Time: "2024-03-04T14:02:01Z", Text: "rtc_cmos 00:03: setting system clock to 2024-03-04T14:02:01 UTC (1709560921)"},
	},
	begin: beginDmesg,
}

var errSinceStart = errors.New("the time counts from the start of the machine, and no line tells when that was: write the log with dmesg --time-format=iso, or journalctl -k -o short-iso")

// beginDmesg finds the instant that the counting starts from.
func beginDmesg(f Format, head []byte) (Format, bool) {
	since, _ := sinceBoot(head)
	if since < 0 {
		return f, false
	}
	boot := int64(-1)
	for line := range bytes.SplitSeq(head, []byte("\n")) {
		i := bytes.Index(line, []byte("setting system clock to "))
		if i < 0 {
			continue
		}
		open := bytes.LastIndexByte(line, '(')
		at, _ := sinceBoot(line)
		if open < i || at < 0 {
			continue
		}
		n := digitRun(line[open+1:])
		if sec, err := strconv.ParseInt(string(line[open+1:open+1+n]), 10, 64); err == nil && sec > firstEpoch/1_000_000_000 && sec < lastEpoch/1_000_000_000 {
			boot = sec*1_000_000_000 - at
		}
		break
	}
	f.parse = func(line []byte, r *record) verdict {
		at, n := sinceBoot(line)
		if at < 0 {
			return foreign
		}
		if boot < 0 {
			return r.refuse(errSinceStart)
		}
		// The clock is set to whole seconds.
		r.at = stamp{form: epoch, zone: stated, unix: boot + at}
		r.timed, r.message = true, bytes.TrimSpace(line[n:])
		r.mood()
		return understood
	}
	return f, true
}

// sinceBoot reads [   11.250000] or [   11.250000][ T12] as nanoseconds; -1
// where it is not there.
func sinceBoot(line []byte) (ns int64, n int) {
	if len(line) < 10 || line[0] != '[' {
		return -1, 0
	}
	i := 1
	for i < len(line) && line[i] == ' ' {
		i++
	}
	whole := digitRun(line[i:])
	dot := i + whole
	if whole == 0 || whole > 9 || dot+8 > len(line) || line[dot] != '.' || digitRun(line[dot+1:]) != 6 || line[dot+7] != ']' {
		return -1, 0
	}
	ns = int64(number(line[i:dot]))*1_000_000_000 + int64(number(line[dot+1:dot+7]))*1000
	n = dot + 8
	if n+1 < len(line) && line[n] == '[' {
		if end := bytes.IndexByte(line[n:min(len(line), n+16)], ']'); end > 0 {
			n += end + 1
		}
	}
	return ns, n
}

var slowQueryFormat = Format{
	Name: "mysqlslow",
	Doc:  "the slow query log of MySQL and MariaDB: a record begins with # Time or # User@Host; SET timestamp tells its time",
	Samples: []Sample{
		{Line: "# Time: 2024-03-04T14:02:11.678901Z\n# User@Host: app[app] @ web1 [10.0.0.1]  Id: 12\n# Query_time: 12.000317  Lock_time: 0.000120 Rows_sent: 1  Rows_examined: 900000\nSET timestamp=1709560931;\nSELECT * FROM orders;", Time: "2024-03-04T14:02:11Z", Level: timeline.Warning, Text: "slow query, 12.000317 s: SELECT * FROM orders;"},
	},
	parse:  parseSlowQuery,
	gather: gatherSlowQueries,
}

func parseSlowQuery(line []byte, r *record) verdict {
	if !bytes.HasPrefix(line, []byte("# Time: ")) && !bytes.HasPrefix(line, []byte("# User@Host: ")) {
		return foreign
	}
	_, took, ok := bytes.Cut(line, []byte("# Query_time: "))
	_, set, dated := bytes.Cut(line, []byte("SET timestamp="))
	if !ok || !dated {
		return foreign
	}
	n := digitRun(set)
	if !r.at.number(set[:n]) {
		return r.refuse(errNoStamp)
	}
	took = took[:skipWord(took, 0)]
	start := len(r.buf)
	r.buf = append(append(r.buf, "slow query, "...), took...)
	r.buf = append(append(r.buf, " s: "...), bytes.TrimLeft(set[n:], "; ")...)
	r.message = r.buf[start:len(r.buf):len(r.buf)]
	r.timed, r.level = true, timeline.Warning
	r.lasted(took, 1e9)
	return understood
}

// gatherSlowQueries joins the lines of a record. One second's records have one
// # Time line, and the later ones begin with # User@Host.
var gatherSlowQueries = gatherBlocks(func(line, before []byte) bool {
	return bytes.HasPrefix(line, []byte("# Time: ")) || bytes.HasPrefix(line, []byte("# User@Host: ")) && !bytes.HasPrefix(before, []byte("# Time: "))
})
