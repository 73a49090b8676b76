package clocks

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// cases reads a table of testdata: fields separated by " | ", # begins a
// comment.
func cases(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][]string
	for sc := bufio.NewScanner(f); sc.Scan(); {
		line := sc.Text()
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		fields := strings.Split(line, "|")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		out = append(out, fields)
	}
	return out
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// TestPeriods holds the arithmetic against cases computed by hand.
func TestPeriods(t *testing.T) {
	for _, c := range cases(t, "testdata/periods.txt") {
		p, err := ParsePeriod(c[1])
		if err != nil {
			t.Error(err)
			continue
		}
		got := p.After(instant(t, c[0]), zone(t, c[2])).Format(time.RFC3339)
		if got != c[3] {
			t.Errorf("%s + %s in %s is %s, want %s (%s)", c[0], c[1], c[2], got, c[3], c[4])
		}
	}
}

// TestBusinessDays holds the counting of business days against cases counted by
// hand on printed calendars.
func TestBusinessDays(t *testing.T) {
	set := Own()
	for _, c := range cases(t, "testdata/business-days.txt") {
		cal := set.calendars[c[2]]
		until, err := timeOfDay(c[3])
		if err != nil {
			t.Fatal(err)
		}
		n, err := strconv.Atoi(c[1])
		if err != nil {
			t.Fatal(err)
		}
		got, err := cal.After(instant(t, c[0]), n, until, zone(t, c[4]))
		if err != nil {
			t.Error(err)
			continue
		}
		if s := got.Format(time.RFC3339); s != c[5] {
			t.Errorf("%s + %d business days of %s is %s, want %s (%s)", c[0], n, c[2], s, c[5], c[6])
		}
	}
}

// TestHolidays holds the rules of calendars against published dates.
func TestHolidays(t *testing.T) {
	set := Own()
	for _, c := range cases(t, "testdata/holidays.txt") {
		cal := set.calendars[c[0]]
		day, err := time.Parse(time.DateOnly, c[1])
		if err != nil {
			t.Fatal(err)
		}
		if got, err := cal.Holiday(day); err != nil || got != c[2] {
			t.Errorf("%s on %s: %q, %v; want %q", c[0], c[1], got, err, c[2])
		}
	}
	// Every calendar has as many days in each of its years as it lists.
	for name, cal := range set.calendars {
		for year := cal.From; year <= cal.To; year++ {
			n := 0
			for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
				if h, err := cal.Holiday(day); err != nil {
					t.Fatal(err)
				} else if h != "" {
					n++
				}
			}
			want := len(cal.Days)
			if name == "us-federal" && year == 2027 {
				want++ // New Year's Day 2028, a Saturday, is kept on 31 December 2027
			}
			if name == "us-federal" && year == 2028 {
				want--
			}
			if n != want {
				t.Errorf("%s has %d holidays in %d, want %d", name, n, year, want)
			}
		}
	}
	for _, year := range []int{2023, 2031} {
		_, err := set.calendars["us-federal"].Holiday(time.Date(year, 3, 3, 0, 0, 0, 0, time.UTC))
		if err == nil || !strings.Contains(err.Error(), "has the holidays of 2024 to 2030") {
			t.Errorf("the year %d gives %v; want an error that says which years there are", year, err)
		}
	}
}

func TestParsePeriod(t *testing.T) {
	for text, want := range map[string]string{
		"PT72H": "72 h", "PT120M": "2 h", "P1M": "1 month", "P14D": "14 days", "P2W": "14 days", "P1Y": "12 months", "P1DT6H30M": "1 day 6 h 30 min",
	} {
		p, err := ParsePeriod(text)
		if err != nil || p.String() != want {
			t.Errorf("%s is %q, %v; want %q", text, p, err, want)
		}
	}
	for _, text := range []string{"", "P", "PT", "P1DT", "72h", "PT72", "P-1D", "PT1S", "P1H"} {
		if p, err := ParsePeriod(text); err == nil {
			t.Errorf("%q is read as %v; want an error", text, p)
		}
	}
}
