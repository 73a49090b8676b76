package flow

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/review/reading"
	"github.com/candor-reports/candor/timeline"
)

// Imports reads the reports that somebody else wrote in Markdown, in a folder
// and the folders in it, for an archive: their bytes as they are, and what the
// index can know of them. Published says that customers could read them.
func Imports(dir string, published bool) ([]*archive.Publication, error) {
	files, err := reportFiles(dir)
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var pubs []*archive.Publication
	taken := map[string]bool{}
	for _, file := range files {
		data, err := readReport(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, cause(err))
		}
		name, err := filepath.Rel(dir, file)
		if err != nil || name == "." {
			name = filepath.Base(file)
		}
		name = filepath.ToSlash(name)
		id := idOf(name, taken)
		taken[strings.ToLower(id)] = true
		pubs = append(pubs, imported(id, name, data, published))
	}
	return pubs, nil
}

var notID = regexp.MustCompile(`[^A-Za-z0-9]+`)

// maxStem leaves room in an id for what tells it from others.
const maxStem = 55

// idOf makes an id of a file's name. A name that says nothing, such as index.md,
// is that of its folder; where an id is taken, digits of the whole name's digest
// follow, so that the next import gives the same.
func idOf(name string, taken map[string]bool) string {
	stem := path.Base(name)
	for _, e := range reportEndings {
		if len(stem) > len(e) && strings.EqualFold(stem[len(stem)-len(e):], e) {
			stem = stem[:len(stem)-len(e)]
			break
		}
	}
	if s := strings.ToLower(stem); (s == "index" || s == "readme" || s == "report") && path.Dir(name) != "." {
		stem = path.Base(path.Dir(name))
	}
	id := strings.Trim(notID.ReplaceAllString(stem, "-"), "-")
	sum := sha256.Sum256([]byte(name))
	digits := hex.EncodeToString(sum[:4])
	if len(id) > maxStem {
		id = strings.Trim(id[:maxStem], "-") + "-" + digits
	}
	if id == "" || incident.CheckID(id) != nil {
		id = "report-" + digits
	}
	if taken[strings.ToLower(id)] {
		id += "-" + digits
	}
	return id
}

// importedMetrics are the lengths that reports state, by the names that candor
// has for them.
var importedMetrics = map[reading.Metric]string{
	reading.Whole: "duration", reading.ToDetect: "to detect", reading.ToRespond: "to acknowledge", reading.ToRepair: "to mitigate", reading.ToResolve: "to resolve",
}

// imported is one report for the archive.
func imported(id, name string, data []byte, published bool) *archive.Publication {
	read := reading.Read(name, data)
	file := "report" + strings.ToLower(path.Ext(name))
	head := frontMatter(data)
	title := cmp.Or(head["title"], titleOf(data), id)
	h := archive.House{Title: title, Service: head["service"], Severity: head["severity"], Summary: openingOf(data), Milestones: milestonesOf(read)}
	met := map[reading.Metric]bool{}
	for _, d := range read.Durations {
		if known := importedMetrics[d.Metric]; known != "" && !met[d.Metric] && !d.Bound && d.Hours == "" {
			met[d.Metric] = true
			h.Metrics = append(h.Metrics, archive.Metric{Name: known, Min: d.Value, Max: d.Value})
		}
	}
	for _, r := range read.References {
		if r.Commit != "" {
			h.Commits = append(h.Commits, r.Repository+":"+r.Commit)
		}
	}
	slices.Sort(h.Commits)
	h.Commits = slices.Compact(h.Commits)
	doc := archive.Document{Name: "report", Title: title, Audience: incident.Internal}
	at := dayOf(read, head, name)
	pub := &archive.Publication{ID: id, Began: at, House: h, Imported: name}
	if published {
		doc.Audience = incident.Public
		sum := sha256.Sum256(data)
		if !at.IsZero() {
			pub.Since = &at
		}
		pub.Public = &archive.Public{Title: title}
		for i, m := range h.Milestones {
			switch m.Name {
			case timeline.Started:
				pub.Public.Started = &h.Milestones[i].At
			case timeline.Mitigated, timeline.Resolved: // in this order, so that the later one stays
				pub.Public.Ended = &h.Milestones[i].At
			}
		}
		pub.Releases = []archive.Release{{Name: "report", Title: title, SHA256: hex.EncodeToString(sum[:]), Files: []archive.Content{{Name: file, Data: data}}}}
	} else {
		doc.Files = []string{file}
		pub.Files = map[string][]byte{file: data}
	}
	pub.House.Documents = []archive.Document{doc}
	return pub
}

// milestonesOf are the milestones that a report states, each where it states it
// first; those that it names as such before those of its timeline.
func milestonesOf(read *reading.Document) []archive.Milestone {
	at := map[timeline.Milestone]timeline.Time{}
	for _, m := range read.Milestones {
		if at[m.Name].IsZero() {
			at[m.Name] = m.Time
		}
	}
	for _, r := range read.Rows {
		if r.Milestone != "" && at[r.Milestone].IsZero() {
			at[r.Milestone] = r.Time
		}
	}
	var out []archive.Milestone
	for _, name := range timeline.Milestones {
		if !at[name].IsZero() {
			out = append(out, archive.Milestone{Name: name, At: at[name]})
		}
	}
	return out
}

// fieldForm is a field of front matter, as YAML and TOML write it.
var fieldForm = regexp.MustCompile(`^([A-Za-z_]+)[ \t]*[:=][ \t]*(.+?)[ \t]*$`)

// frontMatter reads the simple fields at the head of a report, by name in lower
// case. What is no simple field is passed over: the report stays as it is.
func frontMatter(data []byte) map[string]string {
	out := map[string]string{}
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	fence, rest, _ := strings.Cut(text, "\n")
	if fence = strings.TrimRight(fence, " \t"); fence != "---" && fence != "+++" {
		return out
	}
	for line := range strings.Lines(rest) {
		line = strings.TrimRight(line, " \t\n")
		if line == fence {
			return out
		}
		if m := fieldForm.FindStringSubmatch(line); m != nil {
			if name := strings.ToLower(m[1]); out[name] == "" {
				out[name] = strings.Trim(m[2], `"'`)
			}
		}
	}
	return map[string]string{} // it was no head, but a rule and text below it
}

// openingOf is the first paragraph of a report that tells something: no heading,
// list, table, quote or line of fields.
func openingOf(data []byte) string {
	const tells, most = 80, 600 // characters
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	if fence, rest, _ := strings.Cut(text, "\n"); fence == "---" || fence == "+++" {
		if _, after, ok := strings.Cut(rest, "\n"+fence+"\n"); ok {
			text = after
		}
	}
	for part := range strings.SplitSeq(text, "\n\n") {
		part = strings.Join(strings.Fields(part), " ")
		if len(part) < tells || strings.ContainsRune("#>|-*+<`~=!:{", rune(part[0])) || fieldForm.MatchString(part) {
			continue
		}
		if runes := []rune(part); len(runes) > most {
			part = strings.TrimSpace(string(runes[:most])) + " …"
		}
		return strings.ToValidUTF8(part, "")
	}
	return ""
}

// titleOf is a report's heading of the first level; "" where it has none.
func titleOf(data []byte) string {
	fenced := false
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
			fenced = !fenced
		}
		if title, ok := strings.CutPrefix(line, "# "); ok && !fenced {
			return strings.Trim(title, "# \t\r\n")
		}
	}
	return ""
}

var dateForm = regexp.MustCompile(`((?:19|20)[0-9]{2})[-/]([01][0-9])[-/]([0-3][0-9])`)

// dateIn is the first date that a text holds, as its midnight in UTC.
func dateIn(text string) time.Time {
	if m := dateForm.FindStringSubmatch(text); m != nil {
		if t, err := time.Parse("2006-01-02", strings.Join(m[1:], "-")); err == nil {
			return t
		}
	}
	return time.Time{}
}

// dayOf is when a report's incident was, as near as it tells: its first
// milestone, the first row of its timeline, the date in its front matter or its
// name, when it was published, or the first time that it states.
func dayOf(read *reading.Document, head map[string]string, name string) time.Time {
	for _, m := range milestonesOf(read) {
		if m.Name != timeline.Introduced && m.Name != timeline.Shipped {
			return m.At.Earliest
		}
	}
	if len(read.Rows) > 0 && !read.Rows[0].Time.IsZero() {
		return read.Rows[0].Time.Earliest
	}
	for _, text := range []string{head["date"], name, head["path"], head["slug"]} {
		if t := dateIn(text); !t.IsZero() {
			return t
		}
	}
	if read.Published != nil && !read.Published.Time.IsZero() {
		return read.Published.Time.Earliest
	}
	for _, m := range read.Mentions {
		if !m.Time.IsZero() {
			return m.Time.Earliest
		}
	}
	return time.Time{}
}
