package flow

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"slices"

	"github.com/candor-reports/candor/archive"
	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/logs"
	"github.com/candor-reports/candor/source"
	"github.com/candor-reports/candor/timeline"
)

// quoted gives the lines of logs that the timeline shows, with the SHA-256 of
// each as it is now. A line whose file is not here is left out: it cannot be
// held against anything.
func (f *Folder) quoted(rep *incident.Report) []archive.Line {
	var lines []archive.Line
	for _, entry := range rep.Timeline.Entries {
		for _, e := range entry.Events {
			if e.Source.Line > 0 && e.Source.File != "" {
				lines = append(lines, archive.Line{Event: e.ID, Source: e.Source.Source, File: e.Source.File, Line: e.Source.Line})
			}
		}
	}
	read, _ := linesOf(f.Dir, rep.Incident, lines)
	var out []archive.Line
	for _, l := range lines {
		if l.SHA256 = read[place{l.Source, l.File, l.Line}]; l.SHA256 != "" {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b archive.Line) int { return compareLines(a, b) })
	return slices.Compact(out)
}

func compareLines(a, b archive.Line) int {
	e := func(l archive.Line) timeline.Event {
		return timeline.Event{ID: l.Event, Source: timeline.Position{Source: l.Source, File: l.File, Line: l.Line}}
	}
	return e(a).Compare(e(b))
}

// place is a line of a source.
type place struct {
	source, file string
	line         int
}

// linesOf reads lines of the files that the record's sources name, below a
// folder, and gives the SHA-256 of each, and which files were read, each as line
// 0. What cannot be read is left out.
func linesOf(dir string, inc *incident.Incident, lines []archive.Line) (map[place]string, map[place]bool) {
	out, met := map[place]string{}, map[place]bool{}
	for _, s := range inc.Sources {
		wanted := map[string][]int{}
		for _, l := range lines {
			if l.Source == s.Name {
				wanted[l.File] = append(wanted[l.File], l.Line)
			}
		}
		if len(wanted) == 0 || s.Path == "" || s.Path == "-" {
			continue
		}
		files, _, err := source.Files(s.Path, dir, nil)
		if err != nil {
			continue
		}
		for _, file := range files {
			found, ok := sums(file, wanted[file.Name])
			met[place{s.Name, file.Name, 0}] = ok
			for n, sum := range found {
				out[place{s.Name, file.Name, n}] = sum
			}
		}
	}
	return out, met
}

// sums gives the SHA-256 of some lines of a file, without their ends, and
// reports whether the file could be read.
func sums(file logs.File, numbers []int) (map[int]string, bool) {
	out := map[int]string{}
	if len(numbers) == 0 {
		return out, true
	}
	r, err := logs.Open(file, logs.Limits{})
	if err != nil {
		return out, false
	}
	defer r.Close()
	lines := bufio.NewReaderSize(r, 1<<16)
	last := slices.Max(numbers)
	for n := 1; n <= last; n++ {
		h := sha256.New()
		there := false
		for {
			part, err := lines.ReadSlice('\n')
			there = there || len(part) > 0
			whole := len(part) > 0 && part[len(part)-1] == '\n'
			for len(part) > 0 && (part[len(part)-1] == '\n' || part[len(part)-1] == '\r') {
				part = part[:len(part)-1]
			}
			h.Write(part)
			if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
				if !errors.Is(err, io.EOF) {
					return out, false
				}
				last = n
				break
			}
			if whole {
				break
			}
		}
		if there && slices.Contains(numbers, n) {
			out[n] = hex.EncodeToString(h.Sum(nil))
		}
	}
	return out, true
}
