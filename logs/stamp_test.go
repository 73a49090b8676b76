package logs

import (
	"strings"
	"testing"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// at reads one line as a log of its own in the given zone and year.
func at(t *testing.T, line string, o Options) (timeline.Time, timeline.Reading) {
	t.Helper()
	o.Source, o.Each = "s", timeline.Note
	r := Read(t.Context(), []File{memory("a.log", line+"\n")}, o)
	events, refused := collect(t, r)
	if len(events) != 1 {
		t.Fatalf("%q: %d events, refused %v", line, len(events), refused)
	}
	return events[0].Time, r.Reading()
}

func TestStamps(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"2024-03-04T14:02:11Z x", "2024-03-04T14:02:11Z"},
		{"2024-03-04T14:02:11.123456789+0530 x", "2024-03-04T08:32:11.123456789Z"},
		{"2024-03-04 14:02:11 +01:00 x", "2024-03-04T13:02:11Z"},
		{"2024-03-04 14:02:11-05 x", "2024-03-04T19:02:11Z"},
		{"2024-03-04 14:02:11:250 x", "2024-03-04T14:02:11.25Z"},
		{"2024-03-04 14:02 x", "2024-03-04T14:02Z"},
		{"2024/03/04 14:02:11 x", "2024-03-04T14:02:11Z"},
		{"2024.03.04 14:02:11 x", "2024-03-04T14:02:11Z"},
		{"2024-3-4 4:02:11 x", "2024-03-04T04:02:11Z"},
		{"2024 Mar 04 14:02:11.250 x", "2024-03-04T14:02:11.25Z"},
		{"20240304 140211 x", "2024-03-04T14:02:11Z"},
		{"20240304T140211Z x", "2024-03-04T14:02:11Z"},
		{"20240304140211 x", "2024-03-04T14:02:11Z"},
		{"20240304-14:02:11:250|x", "2024-03-04T14:02:11.25Z"},
		{"240304  4:02:11 [ERROR] x", "2024-03-04T04:02:11Z"},
		{"700304 140211 x", "1970-03-04T14:02:11Z"},
		{"Mon Mar  4 14:02:11 2024 x", "2024-03-04T14:02:11Z"},
		{"Mon, 04 Mar 2024 14:02:11 GMT x", "2024-03-04T14:02:11Z"},
		{"Monday, 04-Mar-2024 14:02:11 UTC x", "2024-03-04T14:02:11Z"},
		{"Mon Mar 04 14:02:11 PST 2024 x", "2024-03-04T14:02:11Z"},
		{"04 Mar 2024 14:02:11,250 x", "2024-03-04T14:02:11.25Z"},
		{"04-Mar-2024 14:02:11 x", "2024-03-04T14:02:11Z"},
		{"04 Mar 14:02:11.250 x", "2024-03-04T14:02:11.25Z"},
		{"Mar-04 14:02:11 x", "2024-03-04T14:02:11Z"},
		{"03/14/2024 12:02:11 AM x", "2024-03-14T00:02:11Z"},
		{"14/03/2024 14:02:11 x", "2024-03-14T14:02:11Z"},
		{"14-03-2024 14:02:11.5 x", "2024-03-14T14:02:11.5Z"},
		{"4.3.2024 14:02:11 x", "2024-03-04T14:02:11Z"},
		{"03-04-24,14:02:11 x", "2003-04-24T14:02:11Z"},
		{"03/04-14:02:11.250000 x", "2024-03-04T14:02:11.25Z"},
		{"[03.04 14:02:11] x", "2024-03-04T14:02:11Z"},
		{"I20240304 14:02:11.250000 1 a.go:1] x", "2024-03-04T14:02:11.25Z"},
		{"1709560931 x", "2024-03-04T14:02:11Z"},
		{"1709560931250 x", "2024-03-04T14:02:11.25Z"},
		{"1709560931250001 x", "2024-03-04T14:02:11.250001Z"},
		{"1709560931250001002 x", "2024-03-04T14:02:11.250001002Z"},
		{"type=AVC msg=audit(1709560931.250:420): avc", "2024-03-04T14:02:11.25Z"},
		{"@4000000065e5d3480ee6b280 x", "2024-03-04T13:56:51.25Z"},
		{"2016-12-31T23:59:60Z x", "2016-12-31T23:59:59.999999999Z"},
		{"Feb 29 12:00:00 x", "2024-02-29T12:00:00Z"},
		{"2024-064T14:02:11Z x", "2024-03-04T14:02:11Z"},
		{"2024-366 14:02:11 x", "2024-12-31T14:02:11Z"},
		{"2024 Mar 04 Mon 14:02:11.250 x", "2024-03-04T14:02:11.25Z"},
		{"Mon 2024-03-04 14:02:11 UTC web1 sshd[1]: x", "2024-03-04T14:02:11Z"},
		{"2024-03-04T14:02:11+01:00[Europe/Berlin] x", "2024-03-04T13:02:11Z"},
		{"2024-03-04 14:02:11 CET x", "2024-03-04T13:02:11Z"},
		{"2024-07-04 14:02:11.250 CEST [12] x", "2024-07-04T12:02:11.25Z"},
		{"2024-07-04 14:02:11 (CEST) x", "2024-07-04T12:02:11Z"},
		{"2024-03-04 14:02:11 GMT+1 x", "2024-03-04T13:02:11Z"},
		{"2024-03-04 14:02:11 UTC-05:30 x", "2024-03-04T19:32:11Z"},
		{"2024-03-04 14:02:11 CST x", "2024-03-04T14:02:11Z"},
		{"March 4, 2024 2:02:11 p.m. x", "2024-03-04T14:02:11Z"},
		{"Monday, March 4, 2024 02:02:11 PM x", "2024-03-04T14:02:11Z"},
		{"04 août 2024 14:02:11 x", "2024-08-04T14:02:11Z"},
		{"4. März 2024 14:02:11 x", "2024-03-04T14:02:11Z"},
		{"04-Okt-2024 14:02:11 x", "2024-10-04T14:02:11Z"},
		{"Mär  4 14:02:11 web1 app: x", "2024-03-04T14:02:11Z"},
		{"4-Mar-2024::14:02:11 x", "2024-03-04T14:02:11Z"},
		{"04-Mar-24 14:02:11 x", "2024-03-04T14:02:11Z"},
		{"14-03-2024 140211.250 x", "2024-03-14T14:02:11.25Z"},
		{"2024-03-04-140211.250 x", "2024-03-04T14:02:11.25Z"},
		{"[30.10. 16:49:06] x", "2024-10-30T16:49:06Z"},
		{"[10.30 16:49:06] x", "2024-10-30T16:49:06Z"},
		{"03/14/2024 02:02:11:250 PM x", "2024-03-14T14:02:11.25Z"},
		{"12/31/2024 12:00:00 PM x", "2024-12-31T12:00:00Z"},
		{"1.709560931250e+09\tinfo\tx", "2024-03-04T14:02:11.25Z"},
		{"<time 2024-03-04T14:02:11Z> x", "2024-03-04T14:02:11Z"},
		{"2024-03-03T24:00:00Z x", "2024-03-04T00:00:00Z"},
		{"2024-02-28 24:00:00 x", "2024-02-29T00:00:00Z"},
		{"2024-12-31 24:00:00.000 x", "2025-01-01T00:00:00Z"},
		{"*Mar  4 14:02:11.250: %SYS-5-CONFIG_I: x", "2024-03-04T14:02:11.25Z"},
		{".Mar  4 14:02:11.250 UTC: %SYS-5-CONFIG_I: x", "2024-03-04T14:02:11.25Z"},
		{"[1:2:0304/140211.250000:ERROR:a.cc(1)] x", "2024-03-04T14:02:11.25Z"},
		{"I240304 14:02:11.250000 12 a.go:1 x", "2024-03-04T14:02:11.25Z"},
		{"E0000 00:00:1709560931.250000 12 a.cc:1] x", "2024-03-04T14:02:11.25Z"},
		{"mar/04/2024 14:02:11 system,info x", "2024-03-04T14:02:11Z"},
		{"03/14/2024:14:02:11 GMT ns x", "2024-03-14T14:02:11Z"},
		{"20240304-4:2:1:5|x", "2024-03-04T04:02:01.005Z"},
		{"2024-03-04-14.02.11.250000+060 I1 x", "2024-03-04T13:02:11.25Z"},
		{"[04-Mar-2024 14:02:11 Europe/Berlin] x", "2024-03-04T13:02:11Z"},
		{"[04-Jul-2024 14:02:11 America/Argentina/Buenos_Aires] x", "2024-07-04T17:02:11Z"},
		{"[04-Jul-2024 14:02:11 Europe/Nowhere] x", "2024-07-04T14:02:11Z"},
		{"app.log:17:2024-03-04 14:02:11 x", "2024-03-04T14:02:11Z"},
		{"2024-03-04\t14:02:11:250\t904 x", "2024-03-04T14:02:11.25Z"},
		{"[3/14/24 14:02:11:250 UTC] 0000004a x", "2024-03-14T14:02:11.25Z"},
		{"[3/4/24, 14:02:11:250 UTC] 0000004a x", "2024-03-04T14:02:11.25Z"},
	} {
		got, _ := at(t, c.line, Options{Year: 2024, Format: "text"})
		want := strings.Replace(c.want, "02Z", "02:00Z", 1)
		if s := got.Earliest.Format(time.RFC3339Nano); s != want && s != c.want {
			t.Errorf("%q: %s, want %s", c.line, s, c.want)
		}
	}
}

func TestNoStamps(t *testing.T) {
	for _, line := range []string{
		"", "x", "1234567890123456789012 x", "10.11.10.1 GET", "version 2024.03", "2024-13-04 14:02:11 x", "2024-02-30 14:02:11 x",
		"2024-03-04 24:02:11 x", "2024-03-04 24:00:00.5 x", "a:12:34:56:78 x", "[0304/14:02:11] x", "I240304 x", "mar/2024/04 14:02:11 x", "20240304-4:2 x",
		"2024-03-04 14:60:11 x", "id 1709560931 x", "\tat com.example.Foo(Foo.java:12)", "4242424242 x", "Mayor 12:00:00",
		"2023-366 14:02:11 x", "2024-000 14:02:11 x", "margin 12 14:02:11", "1.5e+09 apples",
		"1850-01-01 00:00:00 x", "31/31/2024 10:00:00 x",
	} {
		r := Read(t.Context(), []File{memory("a.log", line+"\n")}, Options{Source: "s", Each: timeline.Note, Format: "text"})
		if events, _ := collect(t, r); len(events) > 0 {
			t.Errorf("%q: read as %v", line, events[0].Time)
		}
	}
}

func TestPrecision(t *testing.T) {
	for _, c := range []struct {
		line string
		want time.Duration
	}{
		{"2024-03-04 14:02 x", time.Minute},
		{"2024-03-04 14:02:11 x", time.Second},
		{"2024-03-04 14:02:11.1 x", 100 * time.Millisecond},
		{"2024-03-04 14:02:11,123 x", time.Millisecond},
		{"1709560931250001 x", time.Microsecond},
	} {
		if got, _ := at(t, c.line, Options{}); got.Precision != c.want {
			t.Errorf("%q: %v, want %v", c.line, got.Precision, c.want)
		}
	}
	day, _ := at(t, `{"date":"2024-03-04","msg":"x"}`, Options{Zone: time.FixedZone("", 3600)})
	if day.Form != timeline.Date || !day.Earliest.Equal(time.Date(2024, 3, 3, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("a date alone: %+v", day)
	}
}

func TestBasis(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	for _, c := range []struct {
		line string
		o    Options
		want timeline.Basis
	}{
		{"2024-03-04T14:02:11Z x", Options{}, timeline.Basis{}},
		{"2024-03-04 14:02:11 x", Options{}, timeline.Basis{Zone: "UTC", ZoneAssumed: true}},
		{"2024-03-04 14:02:11 x", Options{Zone: berlin}, timeline.Basis{Zone: "Europe/Berlin"}},
		{"Mar  4 14:02:11 h a: x", Options{Zone: berlin}, timeline.Basis{Zone: "Europe/Berlin", Year: 2024}},
		{"Mar  4 14:02:11 h a: x", Options{Zone: berlin, Year: 2008}, timeline.Basis{Zone: "Europe/Berlin", Year: 2008, YearDeclared: true}},
		{"01/02/2024 14:02:11Z x", Options{}, timeline.Basis{Order: "month first", OrderAssumed: true}},
		{"13/02/2024 14:02:11Z x", Options{}, timeline.Basis{Order: "day first"}},
		{"1709560931 x", Options{Clock: 38 * time.Second}, timeline.Basis{Clock: 38 * time.Second}},
	} {
		if got, _ := at(t, c.line, c.o); got.Basis != c.want {
			t.Errorf("%q: %+v, want %+v", c.line, got.Basis, c.want)
		}
	}
	got, _ := at(t, "1709560931 x", Options{Clock: 38 * time.Second})
	if want := time.Unix(1709560931+38, 0); !got.Earliest.Equal(want) {
		t.Errorf("corrected clock: %v, want %v", got.Earliest, want.UTC())
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Skip("no zone database: ", err)
	}
	return loc
}

// times reads the times of the lines of a log.
func times(t *testing.T, text string, o Options) ([]string, timeline.Reading) {
	t.Helper()
	o.Source, o.Each = "s", timeline.Note
	r := Read(t.Context(), []File{memory("a.log", text)}, o)
	events, _ := collect(t, r)
	var out []string
	for _, e := range events {
		out = append(out, e.Time.Earliest.Format(time.RFC3339))
	}
	return out, r.Reading()
}

func TestYearsTurn(t *testing.T) {
	// The file's date is 31 December 2024, see memory.
	got, rd := times(t, "Dec 30 23:00:00 h a: x\nDec 31 23:59:59 h a: x\nJan  1 00:00:01 h a: x\nDec 31 23:59:58 h a: late\nJan  2 00:00:00 h a: x\n", Options{})
	want := "2023-12-30T23:00:00Z 2023-12-31T23:59:58Z 2023-12-31T23:59:59Z 2024-01-01T00:00:01Z 2024-01-02T00:00:00Z"
	if strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s\n%v", got, want, rd.Notes)
	}
	notes := strings.Join(rd.Notes, "\n")
	for _, n := range []string{"year 2023 assumed from the file's date, for 3 lines", "year 2024 assumed from the file's date, for 2 lines"} {
		if !strings.Contains(notes, n) {
			t.Errorf("notes lack %q:\n%s", n, notes)
		}
	}
	got, _ = times(t, "Mar  1 00:00:00 h a: x\nAug  1 00:00:00 h a: x\nMar  2 00:00:00 h a: x\nDec  2 00:00:00 h a: x\nMar  3 00:00:00 h a: x\n", Options{})
	if want := "2022-03-01"; !strings.HasPrefix(got[0], want) {
		t.Errorf("a file of more than a year begins %s, want %s", got[0], want)
	}
}

func TestYearOfNothing(t *testing.T) {
	f := memory("a.log", "Mar  4 14:02:11 h a: x\n")
	f.ModTime = time.Time{}
	r := Read(t.Context(), []File{f}, Options{Source: "s"})
	_, refused := collect(t, r)
	if len(refused) != 1 || !strings.Contains(refused[0].Error(), "declare the year") {
		t.Errorf("refused: %v", refused)
	}
	r = Read(t.Context(), []File{f}, Options{Source: "s", Until: time.Date(2008, 8, 14, 0, 0, 0, 0, time.UTC)})
	if y := r.Reading().From.Basis.Year; y != 2008 {
		t.Errorf("year %d from the window, want 2008", y)
	}
}

func TestDayOrder(t *testing.T) {
	for _, c := range []struct{ text, want, note string }{
		{"01/02/2024 10:00:00 x\n13/02/2024 10:00:00 x\n", "2024-02-01T10:00:00Z 2024-02-13T10:00:00Z", "dates read day first, for 2 lines: the dates themselves show it"},
		{"01/02/2024 10:00:00 x\n01/13/2024 10:00:00 x\n", "2024-01-02T10:00:00Z 2024-01-13T10:00:00Z", "dates read month first"},
		{"01/02/2024 10:00:00 x\n", "2024-01-02T10:00:00Z", "assumed"},
		{"30/11/2024 10:00:00 x\n01/12/2024 10:00:00 x\n", "2024-11-30T10:00:00Z 2024-12-01T10:00:00Z", "day first"},
		{"01/02/2024 10:00:00 x\n02/02/2024 10:00:00 x\n03/02/2024 10:00:00 x\n01/03/2024 10:00:00 x\n", "2024-02-01T10:00:00Z 2024-02-02T10:00:00Z 2024-02-03T10:00:00Z 2024-03-01T10:00:00Z", "day first"},
		{"01/02/24 10:00:00 x\n02/02/24 10:00:00 x\n", "2024-02-01T10:00:00Z 2024-02-02T10:00:00Z", "day first"},
		{"[01.02 10:00:00] x\n[13.02 10:00:00] x\n", "2024-02-01T10:00:00Z 2024-02-13T10:00:00Z", "dates read day first"},
		{"24/02/01 10:00:00 x\n24/02/02 10:00:00 x\n", "2024-02-01T10:00:00Z 2024-02-02T10:00:00Z", "year first"},
	} {
		got, rd := times(t, c.text, Options{})
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q: %v, want %s", c.text, got, c.want)
		}
		if notes := strings.Join(rd.Notes, "\n"); !strings.Contains(notes, c.note) {
			t.Errorf("%q: notes %s, want %s", c.text, notes, c.note)
		}
	}
}

func TestDayOrderOfTheSource(t *testing.T) {
	files := []File{memory("a.log", "01/02/2024 10:00:00 x\n"), memory("b.log", "14/02/2024 10:00:00 x\n")}
	r := Read(t.Context(), files, Options{Source: "s", Each: timeline.Note})
	events, _ := collect(t, r)
	if m := events[0].Time.Earliest.Month(); m != time.February {
		t.Errorf("month %v: the other file shows that the day comes first", m)
	}
}

func TestClockChanges(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	got, rd := times(t, "2024-10-27 01:59:00 x\n2024-10-27 02:30:00 x\n2024-10-27 02:59:59 x\n2024-10-27 02:00:00 x\n2024-10-27 02:59:00 x\n2024-10-27 03:00:00 x\n", Options{Zone: berlin})
	want := "2024-10-26T23:59:00Z 2024-10-27T00:30:00Z 2024-10-27T00:59:59Z 2024-10-27T01:00:00Z 2024-10-27T01:59:00Z 2024-10-27T02:00:00Z"
	if strings.Join(got, " ") != want {
		t.Errorf("fold: %v\nwant %s", got, want)
	}
	if !strings.Contains(strings.Join(rd.Notes, "\n"), "4 lines in the hour that the clocks showed twice") {
		t.Errorf("notes: %q", rd.Notes)
	}
	got, _ = times(t, "2024-10-27 02:30:00 CET x\n2024-10-27 02:30:00 CEST x\n", Options{Zone: berlin})
	if want := "2024-10-27T00:30:00Z 2024-10-27T01:30:00Z"; strings.Join(got, " ") != want {
		t.Errorf("fold told apart by the abbreviation: %v\nwant %s", got, want)
	}
	got, _ = times(t, "2024-11-03 01:30:00 EST x\n2024-11-03 01:30:00 EDT x\n2024-07-01 01:30:00 EST x\n", Options{Zone: zone(t, "America/New_York")})
	if want := "2024-07-01T05:30:00Z 2024-11-03T05:30:00Z 2024-11-03T06:30:00Z"; strings.Join(got, " ") != want {
		t.Errorf("abbreviations of the declared zone: %v\nwant %s", got, want)
	}
	got, _ = times(t, "2024-03-31 01:59:59 x\n2024-03-31 02:30:00 x\n2024-03-31 03:00:00 x\n", Options{Zone: berlin})
	if want := "2024-03-31T00:59:59Z 2024-03-31T01:00:00Z 2024-03-31T01:30:00Z"; strings.Join(got, " ") != want {
		t.Errorf("gap: %v\nwant %s", got, want)
	}
}

func TestLevelsOfText(t *testing.T) {
	for _, c := range []struct {
		line string
		want timeline.Level
	}{
		{"2016-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack", timeline.Info},
		{"2005-06-03-15.42.50.363779 R02-M1-N0 RAS MMCS FAILURE no power", timeline.Error},
		{"2024-03-04 14:02:11 the failure of a disk", timeline.NoLevel},
		{"2024-03-04 14:02:11\twarn\tpool\tqueue is long", timeline.Warning},
		{"2024-03-04 14:02:11.123 +00:00 [WRN] queue is long", timeline.Warning},
		{"INFO  [main] 2024-03-04 14:02:11,123 Server.java:12 - ready", timeline.Info},
		{"ERROR 2024-03-04 14:02:11,123 views 12 no such user", timeline.Error},
		{"=ERROR REPORT==== 4-Mar-2024::14:02:11 ===", timeline.Error},
		{"2024-03-04T14:02:11.450-0500 I NETWORK  [initandlisten] waiting for connections", timeline.Info},
		{"2024-03-04T14:02:11.450-0500 F STORAGE  [conn1] terminate", timeline.Fatal},
		{"03-04 14:02:11.811 E/Tag( 1702): gone", timeline.Error},
		{"2024-03-04 14:02:11 0 errors, no error, error_count=0", timeline.NoLevel},
		{"2024-03-04 14:02:11 information about 3 users", timeline.NoLevel},
		{"2024-03-04 14:02:11.526 UTC [7755] LOG:  ready", timeline.Info},
	} {
		r := Read(t.Context(), []File{memory("a.log", c.line+"\n")}, Options{Source: "s", Each: timeline.Note, Format: "text"})
		events, refused := collect(t, r)
		if len(events) != 1 {
			t.Errorf("%s: refused %v", c.line, refused)
			continue
		}
		if events[0].Level != c.want {
			t.Errorf("%s: %v, want %v", c.line, events[0].Level, c.want)
		}
	}
}

func TestStatementsOfPostgresFollow(t *testing.T) {
	r := Read(t.Context(), []File{memory("a.log", "2024-03-04 14:02:11.526 UTC [7755] ERROR:  deadlock detected\n2024-03-04 14:02:11.526 UTC [7755] DETAIL:  Process 1 waits\n2024-03-04 14:02:11.526 UTC [7755] STATEMENT:  UPDATE t\n")}, Options{Source: "s", Each: timeline.Note})
	if events, _ := collect(t, r); len(events) != 1 || events[0].Lines != 3 {
		t.Errorf("events %+v", events)
	}
}
